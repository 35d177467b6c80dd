import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import type { PullRequestState } from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { Run } from '../../shared/domain/run.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';
import { deferDispatch } from './order-execution.ts';

/**
 * Reads the pull request of a follow-up once more before it is ordered once more, under the lease that we hold: people may have merged or closed it
 * since it was admitted. Answers what became of the run, undefined where it is to be ordered.
 */
export async function lookAgain(deps: DispatchRunDeps, run: Run): Promise<string | undefined> {
  const pull = { owner: run.owner, repo: run.repo, number: run.followUp?.pullNumber ?? 0 };
  try {
    const state = (await deps.host.read(pull))?.state;
    return state === 'open' || state === undefined ? undefined : await endOver(deps, run, state);
  } catch (error) {
    // A repository that refuses us refuses the order as well, and says why.
    if (error instanceof AppError) return undefined;
    if (!(error instanceof ServiceUnavailable)) throw error;
    return deferDispatch(deps, run, { retryAt: error.retryAt ?? plus(deps.clock.now(), MINUTE_MS) });
  }
}

async function endOver(deps: DispatchRunDeps, run: Run, state: Exclude<PullRequestState, 'open'>): Promise<string> {
  const { runId, tracker, ticketId, leaseUntil: heldLease } = run;
  const failure = failureBy(`pull_request_${state}`);
  const verdict = { on: 'reserved', heldLease } as const;
  const ended = await deps.runs.end(runId, { status: 'cancelled', at: deps.clock.now(), failure, verdict });
  if (ended === 'moved_on') return 'not ordered: somebody else moved the run on';
  await deps.lifecycle.send({ type: 'RunEnded', tracker, ticketId, runId });
  return `cancelled before it was ordered again: its pull request is ${state}`;
}
