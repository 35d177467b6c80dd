import { failureOfWish } from '../../shared/domain/cancel-wish.ts';
import type { CancelWish, Run } from '../../shared/domain/run.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/** Ends a run that a person wants cancelled before it was ordered, under the lease that we hold; advance-run does the rest. */
export async function endUnwanted(deps: DispatchRunDeps, run: Run, wish: CancelWish): Promise<string> {
  const { runId, tracker, ticketId, leaseUntil: heldLease } = run;
  const verdict = { on: 'reserved', heldLease, wishedAt: wish.askedAt } as const;
  const failure = failureOfWish(wish);
  const ended = await deps.runs.end(runId, { status: 'cancelled', at: deps.clock.now(), failure, verdict });
  if (ended === 'moved_on') return 'not ordered: somebody else moved the run on';
  await deps.lifecycle.send({ type: 'RunEnded', tracker, ticketId, runId });
  return 'cancelled before it was ordered';
}
