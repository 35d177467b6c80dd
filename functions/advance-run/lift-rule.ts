import { isTerminal, type Phase } from '../../shared/domain/run.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/**
 * Lifts the 24-hour rule for a phase of a ticket; false while a run of it is live, or where one began meanwhile. A dispatch
 * record may still name a run that is over: then it is released first.
 */
export async function liftRule(
  { dispatchRecords, runs, clock }: Pick<AdvanceRunDeps, 'dispatchRecords' | 'runs' | 'clock'>,
  ref: TicketRef,
  phase: Phase,
): Promise<boolean> {
  const { liveRunId, phases = {} } = (await dispatchRecords.read(ref)) ?? {};
  if (liveRunId !== undefined) {
    const run = await runs.read(liveRunId);
    if (run === undefined || !isTerminal(run.status)) return false;
    await dispatchRecords.release(ref, liveRunId, clock.now());
  }
  return (await dispatchRecords.lift(ref, phase, phases[phase]?.runId)) === 'lifted';
}
