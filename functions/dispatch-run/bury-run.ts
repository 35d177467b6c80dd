import { isTombstone, type Run } from '../../shared/domain/run.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import { uncountRun } from './count-run.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/**
 * Frees what a run that is over holds, each only where it names this run. Its ticket is told first: the sweep finds it
 * by its slot alone, and may have died before it told. One that was put in the way of its admission may have been told of before it was
 * counted, and is not told of twice.
 */
export async function buryRun(
  deps: Pick<DispatchRunDeps, 'buckets' | 'dispatchRecords' | 'spending' | 'clock' | 'lifecycle'>,
  run: TicketRef & Pick<Run, 'runId' | 'bucketId' | 'dispatchesAllowed'>,
): Promise<void> {
  const { tracker, ticketId, runId } = run;
  await deps.lifecycle.send({ type: 'RunEnded', tracker, ticketId, runId });
  if (isTombstone(run)) await uncountRun(deps, run);
  await deps.buckets.releaseSlot(run);
  await deps.dispatchRecords.release(run, runId, deps.clock.now());
}
