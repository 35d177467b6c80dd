import { isInScope } from './file-scope.ts';
import type { PathGuard } from './path-guard.ts';

/**
 * What decides about runs, reviews and the machines of people and of CI rather than being part of the product. A run does not change it
 * unless its mapping allows that. One list for what the agent's job hands over and for what is published.
 */
interface GuardedPath {
  pattern: RegExp;
  /** For people, as in "it is …". */
  what: string;
  /** No mapping can allow it. */
  isFixed?: true;
}

/** `names`: of files or folders, as a regular expression; at any depth, in any case. */
const anywhere = (names: string) => new RegExp(`(?:^|/)(?:${names})(?:/|$)`, 'i');

const GUARDED: readonly GuardedPath[] = [
  { pattern: anywhere('\\.github/ai-implement'), what: 'the runner', isFixed: true },
  { pattern: anywhere('\\.(?:github|gitea|forgejo)/workflows'), what: 'a workflow' },
  { pattern: anywhere('\\.github/actions|action\\.ya?ml'), what: 'an action of the workflows' },
  { pattern: anywhere('\\.ai-implement|WORKFLOW\\.md|PLANNING\\.md'), what: 'a setting of AI-Implement' },
  { pattern: anywhere('\\.claude|\\.mcp\\.json'), what: 'a setting of Claude' },
  { pattern: anywhere('(?:CLAUDE|CLAUDE\\.local|AGENTS)\\.md'), what: 'what tells agents how to work' },
  {
    pattern: anywhere(
      [
        '\\.gitlab-ci[^/]*\\.ya?ml|\\.gitlab|\\.circleci|\\.travis\\.ya?ml|azure-pipelines[^/]*\\.ya?ml|Jenkinsfile[^/]*|\\.buildkite',
        '\\.drone\\.ya?ml|\\.woodpecker(?:\\.ya?ml)?|bitbucket-pipelines\\.ya?ml|\\.?appveyor\\.ya?ml|cloudbuild\\.(?:ya?ml|json)',
        'buildspec[^/]*\\.ya?ml|\\.semaphore|\\.teamcity|wercker\\.ya?ml|\\.cirrus\\.(?:ya?ml|star)|codefresh\\.ya?ml|\\.tekton',
      ].join('|'),
    ),
    what: 'a pipeline of CI',
  },
  {
    pattern: anywhere('dependabot\\.ya?ml|renovate\\.json5?|\\.renovaterc(?:\\.json5?)?'),
    what: 'a setting of a bot that updates dependencies',
  },
  { pattern: anywhere('CODEOWNERS'), what: 'the list of code owners' },
  {
    pattern: anywhere(
      '\\.husky|\\.huskyrc[^/]*|\\.git-?hooks|\\.?lefthook(?:-local)?\\.(?:ya?ml|toml|json)|\\.pre-commit-(?:config|hooks)\\.ya?ml|\\.overcommit\\.ya?ml|\\.simple-git-hooks[^/]*',
    ),
    what: 'a hook of git',
  },
  {
    pattern: anywhere('\\.vscode|\\.idea|\\.zed|\\.fleet|[^/]+\\.code-workspace'),
    what: 'a setting or task of an editor',
  },
  { pattern: anywhere('\\.devcontainer(?:\\.json)?|\\.gitpod[^/]*'), what: 'a setting of a development container' },
  { pattern: anywhere('\\.npmrc|\\.yarnrc(?:\\.ya?ml)?'), what: 'a setting of a package manager' },
  { pattern: anywhere('\\.gitmodules'), what: 'the list of submodules' },
  { pattern: anywhere('\\.lfsconfig'), what: 'a setting of Git LFS' },
];

/** Of a mapping that says nothing else. */
export const DEFAULT_PATH_GUARD: PathGuard = { policy: 'leave_out', allowed: [] };

/** What a guarded path is, for people; undefined for any other, and for what `allowed` names. */
export function guardedAs(path: string, allowed: readonly string[] = []): string | undefined {
  const guarded = GUARDED.find(({ pattern }) => pattern.test(path));
  if (guarded === undefined) return undefined;
  return guarded.isFixed !== true && isAllowed(path, allowed) ? undefined : guarded.what;
}

/** What a path is that would be guarded, had the mapping not allowed it: people are told to look closely. */
export function allowedAs(path: string, allowed: readonly string[]): string | undefined {
  return guardedAs(path, allowed) === undefined ? guardedAs(path) : undefined;
}

function isAllowed(path: string, allowed: readonly string[]): boolean {
  return allowed.some((scope) => isInScope(scope, path));
}

/** Sources of regular expressions, for programs that have nothing of ours. */
export function guardedPatterns(): { pattern: string; isFixed: boolean }[] {
  return GUARDED.map(({ pattern, isFixed = false }) => ({ pattern: pattern.source, isFixed }));
}
