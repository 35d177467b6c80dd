import { join } from 'node:path';
import type { RunContext } from '../../shared/contract/runner.ts';
import { allowedAs, DEFAULT_PATH_GUARD } from '../../shared/domain/guarded-paths.ts';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import type { Redact } from '../process/redact.ts';
import { type AgentOutcome, HANDOVER_FILES } from '../stages/handover.ts';
import { type AllowedPath, eachOnce, isHarmless, type LeftOut } from '../stages/left-out.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { readWork, type Work } from './commit-work.ts';
import { namesNeeded } from './judge-work.ts';
import { leftOutLines } from './left-out-words.ts';
import type { PublishDeps } from './publish-deps.ts';
import { pullRequestTitle } from './pull-request-body.ts';
import { type Pushed, pushWork } from './push-work.ts';
import type { RepositoryCopy } from './repository-copy.ts';

type BringDeps = Pick<PublishDeps, 'folder' | 'scratch' | 'secrets' | 'tokens' | 'github' | 'redact'>;

/** Where the branch stands, and what became of the work on the way. */
export interface Brought extends Pushed {
  /** What the run did that is not on the branch. */
  leftOut: LeftOut[];
  /** Whether what is left out may be missed by what is there. */
  isMissing: boolean;
  /** What people are to look at closely. */
  allowed: AllowedPath[];
}

/** Judges the work and pushes it; says where the branch stands. */
export async function bringWork(
  deps: BringDeps,
  context: RunContext,
  on: { copy: RepositoryCopy; outcome: AgentOutcome; branch: string; defaultHead: string },
): Promise<Brought> {
  const { copy, outcome, branch, defaultHead } = on;
  const branchHead = await copy.fetchHead(branch);
  const pushed =
    outcome.outcome === 'unchanged'
      ? { head: branchHead ?? defaultHead, isPushed: false, leftOut: outcome.leftOut, isMissing: false, allowed: [] }
      : await pushChanges(deps, context, { ...on, heads: [branchHead, defaultHead] });
  if ((await copy.commitsAhead(pushed.head, defaultHead)) > 0) return pushed;
  const leftOut = pushed.leftOut.filter((one) => !isHarmless(one));
  if (leftOut.length === 0) throw new StageFailure('nothing_to_commit');
  throw new StageFailure('all_left_out', ['', ...leftOutLines(leftOut, deps.redact)].join('\n'));
}

async function pushChanges(
  deps: BringDeps,
  context: RunContext,
  on: { copy: RepositoryCopy; outcome: AgentOutcome; branch: string; heads: (string | undefined)[] },
): Promise<Brought> {
  const { copy, outcome, branch } = on;
  const { baseSha } = outcome;
  const isOurs = await Promise.all(
    on.heads.map(async (head) => head !== undefined && (await copy.isAncestor(baseSha, head))),
  );
  // Else somebody's unreviewed commits could be brought in as the base of the work.
  if (!isOurs.includes(true)) {
    throw new StageFailure('base_commit_gone', `${baseSha} on ${branch}`);
  }
  const { secrets, scratch } = deps;
  const guard = context.pathGuard ?? DEFAULT_PATH_GUARD;
  const rules = { secrets, scratch, guard };
  const work = await readWork(copy, { patchFile: join(deps.folder, HANDOVER_FILES.patch), baseSha, ...rules });
  const taken = new Set(work.taken);
  // What one pass could not bring, a later one may have brought.
  const leftOut = eachOnce([...outcome.leftOut.filter(({ path }) => !taken.has(path)), ...work.leftOut]);
  requireUnguarded(guard, leftOut, deps.redact);
  const author = { login: await deps.github.botLogin(), message: commitMessage(context) };
  const to = { branch, isNewAllowed: context.followUp === undefined, author };
  const pushed = await pushWork({ copy, tokens: deps.tokens, github: deps.github, rules }, work, to);
  const allowed = work.taken.flatMap((path) => {
    const what = allowedAs(path, guard.allowed);
    return what === undefined ? [] : [{ path, what }];
  });
  return { ...pushed, leftOut, allowed, isMissing: await isMissed(copy, work, leftOut) };
}

/** Guarded files are missed where the rest of the work speaks of them; caches never are; anything else is. */
async function isMissed(copy: RepositoryCopy, work: Work, leftOut: readonly LeftOut[]): Promise<boolean> {
  const guarded = leftOut.filter(({ kind }) => kind === 'guarded').map(({ path }) => path);
  if (leftOut.some((one) => !isHarmless(one) && one.kind !== 'guarded')) return true;
  return (await namesNeeded(copy, { from: work.baseSha, to: work.tree }, guarded)).length > 0;
}

/** Some teams want no part of work that was to change what they guard. */
function requireUnguarded({ policy }: PathGuard, leftOut: readonly LeftOut[], redact: Redact): void {
  const guarded = leftOut.filter(({ kind }) => kind === 'guarded');
  if (policy !== 'refuse' || guarded.length === 0) return;
  throw new StageFailure('guarded_changes_refused', ['', ...leftOutLines(guarded, redact)].join('\n'));
}

function commitMessage(context: RunContext): string {
  const title =
    context.followUp === undefined ? pullRequestTitle(context) : `${context.ticket.key}: Address review feedback`;
  return `${title}\n\n${context.ticket.url}\n\nAI-Implement-Run: ${context.runId}\n`;
}
