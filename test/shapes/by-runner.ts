import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, env } from 'node:process';
import type { ClaudePass } from '../../runner/claude/claude.ts';
import { runAgent } from '../../runner/stages/agent.ts';
import type { RunReport } from '../../shared/contract/runner.ts';
import { aPublication, type Publication } from '../runner/fixtures/a-publication.ts';
import { aReporter } from '../runner/fixtures/a-reporter.ts';
import { SEARCH_PATH } from '../runner/fixtures/claude-code.ts';
import { fakeClaude, type Script } from '../runner/fixtures/fake-claude.ts';
import type { Shape } from './shape.ts';
import { SHAPES } from './shapes.ts';

// Runs in this tree and, copied into it, in the tree of commit 5ffbba2: it uses of both what they have in common.

/** What became of a shape in the stages of agent and publication alone, by what GitHub has then. */
export interface PlayedByRunner {
  name: string;
  words: string;
  isRight: boolean;
}

const AUTHOR = ['-c', 'user.name=Pat', '-c', 'user.email=pat@acme.test', '-c', 'core.autocrlf=false'];
/** As a checkout that does not ask for what Git LFS keeps. */
const PLAIN = { ...env, GIT_LFS_SKIP_SMUDGE: '1' };
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', [...AUTHOR, ...args], {
    ...{ cwd: folder, env: PLAIN, maxBuffer: 1 << 28 },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const shell = (folder: string, script: string) =>
  execFileSync('bash', ['-c', script], { cwd: folder, stdio: 'ignore' });

const hasLfs = spawnSync('git', ['lfs', 'version']).status === 0;

/** Without a commit, or without the branch of the mapping, no stage begins. */
export function isPlayable({ isEmpty, renames, needsLfs }: Shape): boolean {
  return isEmpty === undefined && renames !== 'before' && (needsLfs === undefined || hasLfs);
}

/** As the checkout of the workflow does where it asks for what Git LFS keeps; what is nowhere stays a pointer. */
function bringLfs(checkout: string, gitDir: string): void {
  const workflow = join(import.meta.dirname, '../../templates/workflows/claude-agent.yml');
  if (!readFileSync(workflow, 'utf8').includes('lfs: true')) return;
  git(checkout, 'lfs', 'install', '--local');
  git(checkout, 'config', 'lfs.storage', join(gitDir, 'lfs'));
  spawnSync('git', ['lfs', 'checkout'], { cwd: checkout });
}

/** As GitHub does it; `a-hub` of this tree then tells the name. */
function rename(hub: Publication['hub']): void {
  git(hub.git.gitDir, 'branch', '-m', 'main', 'trunk');
  Object.assign(hub, { renamed: { main: 'trunk' } });
}

/** As GitHub answers a push to a branch that a rule is for. */
function holdTo(gitDir: string, rules: NonNullable<Shape['rules']>): void {
  const words = rules.map(({ type }) =>
    type === 'required_signatures' ? 'Commits must have verified signatures.' : type,
  );
  const script = `#!/bin/sh
while read -r old new ref; do
  case "$ref" in refs/heads/ai-implement/*) ;; *) continue ;; esac
  echo "error: GH013: Repository rule violations found for $ref." >&2
  echo "- ${words.join(' ')}" >&2
  exit 1
done
`;
  mkdirSync(join(gitDir, 'hooks'), { recursive: true });
  writeFileSync(join(gitDir, 'hooks/pre-receive'), script, { mode: 0o755 });
}

/** What the mapping says of guarded files, which the older tree does not know. */
function guardOf({ mapping = {} }: Shape) {
  const { guardedPaths = 'leave_out', allowedGuardedPaths = '' } = mapping;
  const allowed = String(allowedGuardedPaths).split(', ').filter(Boolean);
  return { policy: guardedPaths === 'refuse' ? 'refuse' : 'leave_out', allowed } as const;
}

function workIn(folder: string, { work, writes = {} }: Shape): void {
  shell(folder, work);
  for (const [path, content] of Object.entries(writes)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** How a pass fails in this tree (`code`), and in the older one (`kind`, `reason`). */
const UNREVIEWED = {
  limited: { code: 'model_rate_limited', kind: 'infrastructure', reason: 'a usage limit was reached' },
  'no answer': { code: 'answer_missing', kind: 'infrastructure', reason: 'it told nothing in its form' },
} as const;

function reviewOf({ review = 'approved' }: Shape) {
  return review === 'approved' ? { answer: { isApproved: true, findings: [] } } : UNREVIEWED[review];
}

/** A person runs a script in their clone, and pushes what it made. */
function pushed(person: string, script: string, isCommitted = false): void {
  shell(person, script);
  if (!isCommitted) git(person, 'add', '-A');
  git(person, 'commit', '-q', '--allow-empty', '-m', 'shape');
  git(person, 'push', '-q', 'origin', 'HEAD:main');
}

/** Makes the repository, lets the agent stage work in a checkout of it, and publishes. */
async function play(publication: Publication, shape: Shape) {
  const { hub, context } = publication;
  const own = mkdtempSync(join(hub.git.folder, 'shape-'));
  const person = join(own, 'person');
  git(own, 'clone', '-q', hub.git.gitDir, person);
  pushed(person, shape.repository ?? 'true', shape.isCommitted);
  const baseSha = git(person, 'rev-parse', 'HEAD').toString().trim();
  if (shape.rules !== undefined) holdTo(hub.git.gitDir, shape.rules);
  if (shape.signsNothing === true) hub.isSigning = false;
  const checkout = join(own, 'checkout');
  git(own, 'clone', '-q', hub.git.gitDir, checkout);
  if (shape.needsLfs === true) bringLfs(checkout, hub.git.gitDir);
  const folder = join(hub.git.folder, 'handover');
  const assignment = { context, baseRef: 'main', baseSha, deadlineAt: Date.now() + 3_600_000, gaps: [] };
  writeFileSync(join(folder, 'assignment.json'), JSON.stringify(assignment));
  const script: Script = {
    implementation: (pass: ClaudePass) => {
      if (shape.meanwhile !== undefined) pushed(person, shape.meanwhile);
      if (shape.renames === 'meanwhile') rename(hub);
      workIn(pass.folder, shape);
      return { answer: { summary: 'Did what the shape says.', addressed: [] } };
    },
    review: () => reviewOf(shape),
  };
  const deps = { reporter: aReporter(), environment: { PATH: SEARCH_PATH }, newTag: () => 'data-1a2b3c' };
  const { signal } = new AbortController();
  await runAgent(
    { ...deps, connect: async () => fakeClaude(script), now: Date.now },
    { folder, checkout, scratch: join(own, 'scratch'), signal },
  );
  const report = await publication.publish();
  return { report, person };
}

/** Plays a shape and says what came of it. */
export async function playByRunner(shape: Shape): Promise<PlayedByRunner> {
  const publication = await aPublication({ pathGuard: guardOf(shape) });
  try {
    const { report, person } = await play(publication, shape);
    const { hub, context } = publication;
    const { gitDir } = hub.git;
    const changes = hub.pulls.length === 0 ? [] : changesOf(gitDir, context.branch, hub.pulls[0]?.base.ref);
    workIn(person, shape);
    const paths = changes.filter((line) => !line.startsWith('D ')).map((line) => line.slice(2));
    const differing = paths.filter((path) => !isAsInTree(gitDir, `${context.branch}:${path}`, join(person, path)));
    const faults = [...wrongChanges(shape, changes), ...unsaid(shape, publication, report)];
    const all = [...faults, ...differing.slice(0, 2).map((path) => `other bytes in ${path}`)];
    const { ends, words } = endOf(publication, report);
    const isRight = ends === shape.right.ends && all.length === 0;
    return { name: shape.name, words: [words, ...all].join('; '), isRight };
  } finally {
    await publication.close();
  }
}

function wrongChanges({ right }: Shape, changes: readonly string[]): string[] {
  if (JSON.stringify(changes) === JSON.stringify([...right.changes].sort())) return [];
  return [`changes ${changes.slice(0, 4).join(', ') || 'nothing'}${changes.length > 4 ? ' …' : ''}`];
}

function unsaid({ right }: Shape, { hub }: Publication, report: RunReport): string[] {
  const { failureReason = '', notes = [] } = report;
  const said = [hub.pulls[0]?.body ?? '', failureReason, ...notes].join('\n');
  // The artifact of a patch is the workflow's.
  const wanted = (right.says ?? []).filter((words) => words !== 'unpublished-changes');
  return wanted.filter((words) => !said.includes(words)).map((words) => `does not say ${words}`);
}

function endOf({ hub }: Publication, { failureKind, failureReason = '' }: RunReport): { ends: string; words: string } {
  const [pull] = hub.pulls;
  if (pull !== undefined)
    return pull.draft ? { ends: 'draft', words: 'draft' } : { ends: 'pull request', words: 'pull request' };
  const ends = failureKind === 'substance' ? 'refused' : 'infrastructure';
  const readable = failureReason.replaceAll(/[0-9a-f]{20,}/g, '…');
  const lines = readable.split(/[\n\t]/).filter(Boolean);
  const reason = lines.slice(0, 2).join(' ').slice(0, 140);
  return { ends, words: `${ends}: ${reason}` };
}

function changesOf(gitDir: string, branch: string, base = 'main'): string[] {
  const form = ['-z', '--name-status', '--no-renames'];
  const fields = git(gitDir, 'diff', ...form, `${base}...${branch}`)
    .toString()
    .split('\0');
  return fields.flatMap((status, at) => (at % 2 === 0 && status !== '' ? [`${status} ${fields[at + 1]}`] : [])).sort();
}

/** By the object that git makes of a file as it is; what is no file there is compared by its end alone. */
function isAsInTree(gitDir: string, published: string, file: string): boolean {
  if (!existsSync(file)) return false;
  const made = git(dirname(file), 'hash-object', '--no-filters', file).toString().trim();
  const entry = git(gitDir, 'rev-parse', published).toString().trim();
  return (
    entry === made ||
    git(gitDir, 'ls-tree', '-r', published.split(':')[0] ?? '')
      .toString()
      .includes(`120000 blob ${entry}`)
  );
}

/** The shapes whose names the arguments are, else all that can be played: a line of JSON for each. */
if (import.meta.main) {
  const names = argv.slice(2);
  const chosen = SHAPES.filter((shape) => isPlayable(shape) && (names.length === 0 || names.includes(shape.name)));
  for (const shape of chosen) {
    const failed = (error: unknown) => ({ name: shape.name, words: `not played: ${error}`, isRight: false });
    process.stdout.write(`${JSON.stringify(await playByRunner(shape).catch(failed))}\n`);
  }
}
