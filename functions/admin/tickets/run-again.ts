import { phaseToRetry } from '../../../shared/domain/approval.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { bucketIdOf } from '../../../shared/domain/mapping.ts';
import { isLive, phasesFrom } from '../../../shared/domain/run.ts';
import { type TicketRef, ticketName } from '../../../shared/domain/ticket.ts';
import type { NextRun, TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { DispatchRecord } from '../../../shared/ports/admission-store.ts';
import type { AdminDeps } from '../admin-deps.ts';

export type RetryDeps = Pick<
  AdminDeps,
  'runs' | 'tickets' | 'mappings' | 'dispatchRecords' | 'timers' | 'candidates' | 'audit' | 'caller' | 'clock' | 'ids'
>;

export interface Again {
  /** What the audit log calls it. */
  action: 'ticket_retried' | 'ticket_unparked';
}

/**
 * Lifts the 24-hour rule and puts a next run on the record: of planning, unless an approved plan stands or the mapping
 * has planning off. The order keeps a crash harmless: a timer without work does nothing, and the run on the record is
 * offered by the timer even when the offer below is lost.
 */
export async function runAgain(deps: RetryDeps, record: TicketRecord, again: Again): Promise<{ runId: string }> {
  const { tracker, ticketId } = record;
  const dispatched = await refuseWhileLive(deps, record);
  const next = await nextRun(deps, record);
  for (const phase of phasesFrom(next.phase)) {
    if ((await deps.dispatchRecords.lift(record, phase, dispatched[phase]?.runId)) !== 'lifted') throw runIsLive();
  }
  const now = next.notBefore;
  await deps.timers.set({ kind: 'offer-next', dueAt: plus(now, MINUTE_MS), tracker, ticketId });
  const { bucketId, mappingId } = next;
  const reset = { status: 'ready', next, bucketId, mappingId, waiting: undefined, updatedAt: now } as const;
  const written = await deps.tickets.write({ ...record, ...reset, failureReason: undefined });
  if (written.outcome === 'stale') throw new AppError('conflicting_change', 'the ticket changed meanwhile; try again');
  await deps.candidates.offer(candidateOf(record, next));
  const entry = {
    at: now,
    actor: deps.caller.name,
    action: again.action,
    subject: ticketName(record),
    detail: record.key,
  };
  await deps.audit.add({ ...entry, entryId: deps.ids.ulid() });
  return { runId: next.runId };
}

function candidateOf({ tracker, ticketId }: TicketRef, next: NextRun) {
  const { runId, phase, mappingId, attempt, notBefore } = next;
  return { tracker, ticketId, runId, phase, mappingId, attempt, isExplicit: true, offeredAt: notBefore };
}

/**
 * A dispatch record may still name a run that is over: then it is released here, as advance-run would. Answers which runs were
 * dispatched last.
 */
export async function refuseWhileLive(
  deps: Pick<RetryDeps, 'dispatchRecords' | 'runs' | 'clock'>,
  ref: TicketRef,
): Promise<DispatchRecord['phases']> {
  const { liveRunId, phases = {} } = (await deps.dispatchRecords.read(ref)) ?? {};
  if (liveRunId === undefined) return phases;
  const run = await deps.runs.read(liveRunId);
  if (run === undefined || isLive(run.status)) throw runIsLive();
  await deps.dispatchRecords.release(ref, liveRunId, deps.clock.now());
  return phases;
}

export function runIsLive(): AppError {
  return new AppError('run_live', 'a run of this ticket is in flight; wait until it is over');
}

async function nextRun(deps: RetryDeps, record: TicketRecord): Promise<NextRun> {
  const mappingId = record.waiting?.mappingId ?? record.mappingId;
  const mapping = mappingId === undefined ? undefined : await deps.mappings.read(mappingId);
  if (mapping === undefined) throw new AppError('nothing_to_retry', 'no mapping covers this ticket any more');
  return {
    runId: deps.ids.ulid(),
    phase: phaseToRetry(record, mapping),
    mappingId: mapping.mappingId,
    bucketId: bucketIdOf(mapping),
    attempt: 1,
    isExplicit: true,
    notBefore: deps.clock.now(),
  };
}
