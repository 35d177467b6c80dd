import type { GitHubTokens } from '../github/github-tokens.ts';
import { StageFailure } from '../stage-failure.ts';
import { type Author, commitWork, type Work } from './commit-work.ts';
import type { RepositoryCopy } from './repository-copy.ts';

export interface PushDeps {
  copy: RepositoryCopy;
  tokens: GitHubTokens;
  /** Secrets of this run, which must not be in what is pushed. */
  known: readonly string[];
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
    const head = (await standingHead(deps, to)) ?? work.baseSha;
    if (tried.commits.includes(head)) return { head, isPushed: true };
    const commit = await commitWork(deps.copy, work, { head, author: to.author, known: deps.known });
    if (commit === undefined) return { head, isPushed: false };
    tried.commits.push(commit);
    if (await isPushed(deps, commit, to.branch, tried)) return { head: commit, isPushed: true };
  }
  const outrun = `the branch ${to.branch} moved on each time we tried to push to it`;
  throw tried.failure ?? new StageFailure('infrastructure', outrun);
}

async function standingHead(
  { copy }: PushDeps,
  { branch, isNewAllowed }: { branch: string; isNewAllowed: boolean },
): Promise<string | undefined> {
  const standing = await copy.fetchHead(branch);
  if (standing !== undefined || isNewAllowed) return standing;
  throw new StageFailure('substance', `The branch ${branch} was deleted meanwhile, so nothing was pushed.`);
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

/** What GitHub says when it refuses a push, and what to do about it. */
const REFUSALS: readonly { says: RegExp; reason: (branch: string) => string }[] = [
  {
    says: /GH006|protected branch/i,
    reason: (branch) => `The branch ${branch} is protected against pushes of the GitHub App. Exempt it from that rule.`,
  },
  {
    says: /push protection|cannot contain secrets/i,
    reason: () => "GitHub's push protection found a secret in the changes.",
  },
  {
    says: /GH013|rule violations/i,
    reason: (branch) => `A rule of the repository does not allow pushing to ${branch}.`,
  },
  {
    says: /without `?workflows`? permission/i,
    reason: () => 'The changes touch workflow files, which the GitHub App may not change.',
  },
  {
    says: /error: 403|permission to .* denied|write access to repository not granted/i,
    reason: () => 'The GitHub App may not push to the repository: it needs the permission "Contents: write".',
  },
];

function pushFailure(said: string, branch: string): StageFailure {
  const known = REFUSALS.find(({ says }) => says.test(said));
  const words = said.trim().split('\n').slice(-6).join(' ').trim();
  if (known !== undefined) return new StageFailure('substance', `${known.reason(branch)} GitHub said: ${words}`);
  const isRefused = /\[remote rejected\]/.test(said);
  return new StageFailure(isRefused ? 'substance' : 'infrastructure', `the push to ${branch} failed: ${words}`);
}
