import type { PullRequestId } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { readsLeft, withReads } from '../../../shared/domain/follow-ups/reads.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from './change-record.ts';

/**
 * Notes reads of a pull request before they are made, so that nobody else takes them meanwhile: `wanted` says how many of those that
 * are left. Answers how many may be made, which has to be at once.
 */
export async function reserveReads(
  deps: Pick<AdvanceRunDeps, 'pullRequests' | 'clock'>,
  pull: PullRequestId,
  wanted: (left: number) => number,
): Promise<number> {
  let count = 0;
  await changeRecord(deps, pull, (of) => {
    const now = deps.clock.now();
    count = Math.max(wanted(readsLeft(of, now)), 0);
    return count === 0 ? of : withReads(of, count, now);
  });
  return count;
}

/** The one read of who needs no more. */
export const justOne = (left: number) => Math.min(left, 1);
