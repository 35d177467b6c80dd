import type { AssessedMark } from '../../shared/domain/assessed-mark.ts';
import { withWish } from '../../shared/domain/granted-wish.ts';
import { phasesFrom } from '../../shared/domain/run.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/**
 * A person put the trigger back after a failure: the 24-hour rule is lifted for one dispatch, and the audit log says
 * so. The mark is left alone while a run of the ticket is live, or when its record changed under us.
 */
export async function admitWish(deps: PollTicketsDeps, mark: AssessedMark): Promise<AssessedMark> {
  const left: AssessedMark = { ...mark, assessment: { verdict: 'leave' } };
  const { ticket, record, assessment } = mark;
  if (assessment.verdict !== 'offer' || record === undefined) return left;
  const at = deps.clock.now();
  const { phases = {} } = (await deps.dispatchRecords.read(ticket)) ?? {};
  for (const phase of phasesFrom(assessment.offer.phase)) {
    const last = phases[phase];
    // The wish is about a run that the record knows, and not about one that began since it was read.
    if (last !== undefined && record.runAt !== undefined && last.dispatchedAt > record.runAt) return left;
    if ((await deps.dispatchRecords.lift(ticket, phase, last?.runId)) !== 'lifted') return left;
  }
  // Before the record says so: what is cut off here is noted twice, and never done without a note.
  const entryId = deps.ids.ulid();
  await deps.audit.add({ entryId, at, actor: 'poll', action: 'retry-by-marking', subject: ticket.key });
  const written = await deps.tickets.write(withWish(record, assessment.offer.phase, at));
  if (written.outcome === 'stale') return left;
  return { ...mark, record: written.record };
}
