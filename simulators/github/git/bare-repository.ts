import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitFiles, type Files } from './commit-files.ts';
import { git } from './git.ts';

/** As GitHub: every commit can be fetched by its sha, partial clones work, and nothing is packed behind our back. */
const CONFIG = `[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[receive]
	autogc = false
[gc]
	auto = 0
`;

/** What the server tells the hook of a push, in the environment. */
export const HOOK_VARIABLES = {
  /** Full names of the protected refs, between spaces. */
  protectedRefs: 'SIMULATED_PROTECTED_REFS',
  /** Patterns of refs that a ruleset takes no push of, between spaces. */
  ruledRefs: 'SIMULATED_RULED_REFS',
  /** Patterns of refs that a ruleset takes signed commits on only, between spaces. No push brings such. */
  signedRefs: 'SIMULATED_SIGNED_REFS',
  /** `write` where the token may change workflow files. */
  workflows: 'SIMULATED_WORKFLOWS',
};

/** Judges one ref of a push. GitHub looks at all commits that are new to the repository, not at the last one only. */
const UPDATE_HOOK = `#!/bin/sh
ref=$1 new=$3
case "$${HOOK_VARIABLES.protectedRefs}" in
*" $ref "*)
  echo "error: GH006: Protected branch update failed for $ref." >&2
  echo "error: Changes must be made through a pull request." >&2
  exit 1 ;;
esac
set -f
for pattern in $${HOOK_VARIABLES.ruledRefs}; do
  case "$ref" in
  $pattern)
    echo "error: GH013: Repository rule violations found for $ref." >&2
    exit 1 ;;
  esac
done
case "$new" in *[!0]*) ;; *) exit 0 ;; esac
for pattern in $${HOOK_VARIABLES.signedRefs}; do
  case "$ref" in
  $pattern)
    echo "error: GH013: Repository rule violations found for $ref." >&2
    echo "- Commits must have verified signatures." >&2
    exit 1 ;;
  esac
done
[ "$${HOOK_VARIABLES.workflows}" = write ] && exit 0
file=$(git rev-list "$new" --not --all |
  git diff-tree --stdin --no-commit-id --name-only -r -c --root -- .github/workflows | head -n 1)
[ -z "$file" ] && exit 0
echo "refusing to allow a GitHub App to create or update workflow \\\`$file\\\` without \\\`workflows\\\` permission" >&2
exit 1
`;

export interface RepositorySeed {
  defaultBranch: string;
  files: Files;
  /** When its first commit was made, epoch milliseconds. */
  at: number;
}

/** Makes a bare repository with one commit, whole or not at all; one that is there stays as it is. */
export async function openBareRepository(gitDir: string, seed: RepositorySeed): Promise<void> {
  if (existsSync(join(gitDir, 'HEAD'))) return;
  const unfinished = `${gitDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await makeRepository(unfinished, seed);
  renameSync(unfinished, gitDir);
}

async function makeRepository(gitDir: string, seed: RepositorySeed): Promise<void> {
  mkdirSync(gitDir, { recursive: true });
  await git(gitDir, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${seed.defaultBranch}`]);
  writeFileSync(join(gitDir, 'config'), CONFIG, { flag: 'a' });
  mkdirSync(join(gitDir, 'hooks'));
  writeFileSync(join(gitDir, 'hooks', 'update'), UPDATE_HOOK, { mode: 0o755 });
  const author = { name: 'octocat', email: 'octocat@users.noreply.github.com', at: seed.at };
  await commitFiles(gitDir, { branch: seed.defaultBranch, files: seed.files, message: 'Initial commit', author });
}
