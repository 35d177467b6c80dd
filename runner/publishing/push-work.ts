import type { GitHubRepository } from '../github/github-client.ts';
import type { GitHubTokens } from '../github/github-tokens.ts';
import { gitLimitMs } from '../repository/git-limit.ts';
import { StageFailure, type StageFailureCode } from '../stages/stage-failure.ts';
import { type Author, commitWork, type Work, type WorkRules } from './commit-work.ts';
import type { RepositoryCopy } from './repository-copy.ts';
import { pushSigned, type WantedCommit } from './signed-commit.ts';

export interface PushDeps {
  copy: RepositoryCopy;
  tokens: GitHubTokens;
  github: GitHubRepository;
  rules: WorkRules;
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
    const existing = await existingHead(deps, to);
    const head = existing ?? work.baseSha;
    if (tried.commits.includes(head)) return { head, isPushed: true };
    const commit = await commitWork(deps.copy, work, { head, author: to.author, rules: deps.rules });
    if (commit === undefined) return { head, isPushed: false };
    tried.commits.push(commit);
    const wanted = { commit, parent: head, message: to.author.message };
    const pushed = await pushedCommit(deps, wanted, { branch: to.branch, isNew: existing === undefined }, tried);
    if (pushed !== undefined) return { head: pushed, isPushed: true };
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

/** What the branch is on then; undefined when it is worth another try: somebody was faster, the token was old, or no answer came. */
async function pushedCommit(
  deps: PushDeps,
  wanted: WantedCommit,
  to: { branch: string; isNew: boolean },
  tried: Tried,
): Promise<string | undefined> {
  const { copy, tokens } = deps;
  const { commit } = wanted;
  const { branch } = to;
  const { token } = await tokens.current();
  const push = await copy.git.exit(['push', '--porcelain', 'origin', `${commit}:refs/heads/${branch}`]);
  if (push.exitCode === 0) return commit;
  if (gitLimitMs(push.stderr) !== undefined)
    throw new StageFailure('github_rate_limited', `we could not push to ${branch}`);
  const said = `${push.stdout}\n${push.stderr}`;
  const failure = isOutrun(said) ? undefined : pushFailure(said, branch);
  if (SIGNATURE_DEMANDED.test(said)) return signed(deps, wanted, to, tried);
  if (isAuthentication(said)) tokens.forget(token);
  else if (failure?.kind === 'substance') throw failure;
  tried.failure = failure;
  return undefined;
}

/** https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets */
const SIGNATURE_DEMANDED = /must have (?:a )?verified signature/i;

async function signed(
  deps: PushDeps,
  wanted: WantedCommit,
  to: { branch: string; isNew: boolean },
  tried: Tried,
): Promise<string | undefined> {
  const sha = await pushSigned(deps, wanted, to);
  if (sha === undefined) return undefined;
  tried.commits.push(sha);
  // It was made at GitHub, and what comes next looks at it here.
  await deps.copy.fetchHead(to.branch);
  return sha;
}

/** A branch stands where the folder of another would be, or the other way round. */
const NAME_TAKEN = /directory file conflict|exists; cannot create/i;

/** Somebody else was faster. */
function isOutrun(said: string): boolean {
  if (NAME_TAKEN.test(said)) return false;
  return /\(fetch first\)|\(non-fast-forward\)|cannot lock ref|reference already exists|stale info/i.test(said);
}

function isAuthentication(said: string): boolean {
  return /authentication failed|could not read (?:username|password)|error: 401/i.test(said);
}

/** What GitHub says when it refuses a push. */
const REFUSALS: readonly { says: RegExp; code: StageFailureCode }[] = [
  { says: NAME_TAKEN, code: 'branch_name_taken' },
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
