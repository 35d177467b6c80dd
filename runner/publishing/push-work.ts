import type { GitHubTokens } from '../github/github-tokens.ts';
import { gitLimitMs } from '../repository/git-limit.ts';
import { StageFailure, type StageFailureCode } from '../stages/stage-failure.ts';
import { type Author, commitWork, type Work } from './commit-work.ts';
import type { RepositoryCopy } from './repository-copy.ts';

export interface PushDeps {
  copy: RepositoryCopy;
  tokens: GitHubTokens;
  /** Secrets of this run, which must not be in what is pushed. */
  secrets: readonly string[];
}

/** Where the branch stands after it. `isPushed` is false when it had everything already. */
export interface Pushed {
  head: string;
  isPushed: boolean;
}

const MOST_TRIES = 4;

/**
 * Brings the work onto the branch, never by force: when somebody pushed first, it goes on top of theirs. Before each further try
 * it looks where the branch stands: a push whose answer was lost may have had its effect.
 */
export async function pushWork(
  deps: PushDeps,
  work: Work,
  to: { branch: string; isNewAllowed: boolean; author: Author },
): Promise<Pushed> {
  const tried: Tried = { commits: [], failure: undefined };
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const head = (await existingHead(deps, to)) ?? work.baseSha;
    if (tried.commits.includes(head)) return { head, isPushed: true };
    const commit = await commitWork(deps.copy, work, { head, author: to.author, secrets: deps.secrets });
    if (commit === undefined) return { head, isPushed: false };
    tried.commits.push(commit);
    if (await isPushed(deps, commit, to.branch, tried)) return { head: commit, isPushed: true };
  }
  throw tried.failure ?? new StageFailure('branch_moved', to.branch);
}

async function existingHead(
  { copy }: PushDeps,
  { branch, isNewAllowed }: { branch: string; isNewAllowed: boolean },
): Promise<string | undefined> {
  const existing = await copy.fetchHead(branch);
  if (existing !== undefined || isNewAllowed) return existing;
  throw new StageFailure('branch_deleted', branch);
}

interface Tried {
  commits: string[];
  /** Why the last push failed, where nobody was faster. */
  failure: StageFailure | undefined;
}

/** False when it is worth another try: somebody was faster, the token was old, or no answer came. */
async function isPushed({ copy, tokens }: PushDeps, commit: string, branch: string, tried: Tried): Promise<boolean> {
  const { token } = await tokens.current();
  const push = await copy.git.exit(['push', '--porcelain', 'origin', `${commit}:refs/heads/${branch}`]);
  if (push.exitCode === 0) return true;
  if (gitLimitMs(push.stderr) !== undefined)
    throw new StageFailure('github_rate_limited', `we could not push to ${branch}`);
  const said = `${push.stdout}\n${push.stderr}`;
  const failure = isOutrun(said) ? undefined : pushFailure(said, branch);
  if (isAuthentication(said)) tokens.forget(token);
  else if (failure?.kind === 'substance') throw failure;
  tried.failure = failure;
  return false;
}

/** Somebody else was faster. */
function isOutrun(said: string): boolean {
  return /\(fetch first\)|\(non-fast-forward\)|cannot lock ref|reference already exists|stale info/i.test(said);
}

function isAuthentication(said: string): boolean {
  return /authentication failed|could not read (?:username|password)|error: 401/i.test(said);
}

/** What GitHub says when it refuses a push. */
const REFUSALS: readonly { says: RegExp; code: StageFailureCode }[] = [
  { says: /was archived/i, code: 'archived_meanwhile' },
  { says: /GH006|protected branch/i, code: 'push_branch_protected' },
  { says: /push protection|cannot contain secrets/i, code: 'push_secret_found' },
  { says: /GH013|rule violations/i, code: 'push_rule_violated' },
  { says: /without `?workflows`? permission/i, code: 'push_workflows_refused' },
  {
    says: /error: 403|permission to .* denied|write access to repository not granted/i,
    code: 'push_not_permitted',
  },
  { says: /\[remote rejected\]/, code: 'push_refused' },
];

function pushFailure(said: string, branch: string): StageFailure {
  const words = said.trim().split('\n').slice(-6).join(' ').trim();
  const code = REFUSALS.find(({ says }) => says.test(said))?.code ?? 'push_failed';
  return new StageFailure(code, `${branch}. GitHub said: ${words}`);
}
