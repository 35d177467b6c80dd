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
  { pattern: anywhere('\\.(?:github|gitea|forgejo)/actions|action\\.ya?ml'), what: 'an action of the workflows' },
  { pattern: anywhere('\\.ai-implement|WORKFLOW\\.md|PLANNING\\.md'), what: 'a setting of AI-Implement' },
  { pattern: anywhere('\\.claude|\\.mcp\\.json'), what: 'a setting of Claude' },
  {
    pattern: anywhere(
      '(?:CLAUDE|CLAUDE\\.local|AGENTS|AGENTS\\.override|GEMINI|copilot-instructions)\\.md|\\.cursor(?:rules)?|\\.windsurf(?:rules)?|\\.clinerules|\\.codex|\\.gemini|\\.aider\\.conf\\.ya?ml|\\.github/(?:instructions|prompts|agents|hooks)',
    ),
    what: 'what tells agents how to work',
  },
  {
    pattern: anywhere(
      [
        '\\.gitlab-ci[^/]*\\.ya?ml|\\.gitlab|\\.circleci|\\.travis\\.ya?ml|azure-pipelines[^/]*\\.ya?ml|Jenkinsfile[^/]*|\\.buildkite',
        '\\.drone\\.ya?ml|\\.woodpecker(?:\\.ya?ml)?|bitbucket-pipelines\\.ya?ml|\\.?appveyor\\.ya?ml|cloudbuild\\.(?:ya?ml|json)',
        '\\.azure-pipelines|\\.harness|bitrise\\.ya?ml|codemagic\\.ya?ml|amplify\\.ya?ml|\\.zuul(?:\\.d|\\.ya?ml)|zuul(?:\\.d|\\.ya?ml)|\\.prow\\.ya?ml',
        '\\.builds?(?:\\.ya?ml|/[^/]+\\.ya?ml)|\\.vela(?:\\.ya?ml)?|screwdriver\\.ya?ml|\\.space\\.kts|\\.onedev-buildspec\\.ya?ml',
        'buildspec[^/]*\\.ya?ml|\\.semaphore|\\.teamcity|wercker\\.ya?ml|\\.cirrus\\.(?:ya?ml|star)|codefresh\\.ya?ml|\\.tekton',
      ].join('|'),
    ),
    what: 'a pipeline of CI',
  },
  {
    pattern: anywhere('dependabot\\.ya?ml|renovate\\.json5?|\\.renovaterc(?:\\.json5?)?'),
    what: 'a setting of a bot that updates dependencies',
  },
  {
    pattern: anywhere('\\.github/settings\\.ya?ml|\\.?mergify\\.ya?ml|\\.mergify|\\.kodiak\\.toml|bors\\.toml'),
    what: 'a setting of a bot that merges or administers',
  },
  { pattern: anywhere('CODEOWNERS'), what: 'the list of code owners' },
  {
    pattern: anywhere(
      '\\.husky|\\.huskyrc[^/]*|\\.git-?hooks|\\.?lefthook(?:-local)?\\.(?:ya?ml|toml|json)|\\.pre-commit-(?:config|hooks)\\.ya?ml|\\.overcommit\\.ya?ml|\\.simple-git-hooks[^/]*|simple-git-hooks\\.c?js|\\.cargo-husky|captainhook\\.json|grumphp\\.ya?ml(?:\\.dist)?|hk\\.pkl|prek\\.toml',
    ),
    what: 'a hook of git',
  },
  {
    pattern: anywhere(
      '\\.vscode|\\.idea|\\.run|\\.zed|\\.fleet|\\.vs|\\.nova|\\.helix|\\.lapce|[^/]+\\.(?:code-workspace|sublime-project)|\\.dir-locals(?:-2)?\\.el|\\.n?vimrc|\\.nvim\\.lua|\\.exrc|\\.envrc',
    ),
    what: 'a setting or task of an editor',
  },
  {
    pattern: anywhere(
      '\\.devcontainer(?:\\.json)?|\\.gitpod[^/]*|\\.?devfile\\.ya?ml|\\.codesandbox|\\.stackblitzrc|\\.idx',
    ),
    what: 'a setting of a development container',
  },
  { pattern: anywhere('\\.npmrc|\\.yarnrc(?:\\.ya?ml)?'), what: 'a setting of a package manager' },
  { pattern: anywhere('\\.gitmodules'), what: 'the list of submodules' },
  { pattern: anywhere('\\.lfsconfig'), what: 'a setting of Git LFS' },
];

/** Of a mapping that says nothing else. */
export const DEFAULT_PATH_GUARD: PathGuard = { policy: 'leave_out', allowed: [] };

/** What a guarded path is, for people; undefined for any other, and for what `allowed` names. */
export function guardedAs(path: string, allowed: readonly string[] = []): string | undefined {
  const seen = asAnySystemReads(path);
  const guarded = GUARDED.find(({ pattern }) => pattern.test(seen));
  if (guarded === undefined) return undefined;
  return guarded.isFixed !== true && isAllowed(path, allowed) ? undefined : guarded.what;
}

/** What a path is that would be guarded, had the mapping not allowed it: people are told to look closely. */
export function allowedAs(path: string, allowed: readonly string[]): string | undefined {
  return guardedAs(path, allowed) === undefined ? guardedAs(path) : undefined;
}

/** Some file systems leave out joiners, and dots and spaces at the end of a name: what is another name here may be the same there. */
function asAnySystemReads(path: string): string {
  return path
    .replace(/[\u200b-\u200f]/g, '')
    .split('/')
    .map((name) => name.replace(/(?<![. ])[. ]+$/, ''))
    .join('/');
}

function isAllowed(path: string, allowed: readonly string[]): boolean {
  return allowed.some((scope) => isInScope(scope, path));
}

/** Sources of regular expressions, for programs that have nothing of ours. */
export function guardedPatterns(): { pattern: string; isFixed: boolean }[] {
  return GUARDED.map(({ pattern, isFixed = false }) => ({ pattern: pattern.source, isFixed }));
}
