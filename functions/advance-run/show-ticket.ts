import { backOffMs } from '../../shared/domain/back-off.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { markerChangeOf } from '../../shared/domain/marker-change.ts';
import { type TicketRef, ticketName } from '../../shared/domain/ticket.ts';
import { valueMissingComment } from '../../shared/domain/ticket-comments.ts';
import { stageOf, type TicketRecord } from '../../shared/domain/ticket-record.ts';
import { plus } from '../../shared/domain/time.ts';
import type { MissingValue } from '../../shared/ports/tracker.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

const ROUNDS = 5;

/**
 * Brings what the tracker shows to what the record wants, as it is now. When the record changed meanwhile the next
 * round shows again, whatever is noted as shown: the last writer must have written the newest. A tracker that
 * cannot answer never fails the message; a timer tries again.
 */
export async function showTicket(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const record = await deps.tickets.read(ref);
    if (record === undefined) return 'dropped: no such ticket';
    if (round === 1 && isShown(record)) return 'shown already';
    const outcome = await showOnce(deps, record);
    if (outcome !== 'stale') return outcome;
  }
  throw new Error(`ticket ${ref.ticketId} kept changing while it was shown`);
}

function isShown(record: TicketRecord): boolean {
  return stageOf(record) === record.shownStage && record.comments.length === 0;
}

async function showOnce(deps: AdvanceRunDeps, record: TicketRecord): Promise<string> {
  const failure = await tryTracker(deps, record);
  const written = await deps.tickets.write(failure === undefined ? shown(deps, record) : notShown(record));
  if (written.outcome === 'stale') return 'stale';
  return failure === undefined ? 'shown' : retryLater(deps, written.record, failure);
}

/** Whatever the tracker fails with is kept for later; the truth stands already. */
async function tryTracker(deps: AdvanceRunDeps, record: TicketRecord): Promise<Error | undefined> {
  const tracker = deps.trackers[record.tracker];
  try {
    if (tracker === undefined) throw new Error(`there is no tracker ${record.tracker}`);
    const outcome = await tracker.show(record.ticketId, markerChangeOf(record));
    if (typeof outcome === 'object') await tracker.comment(record.ticketId, missingValueComment(deps, record, outcome));
    for (const comment of record.comments) await tracker.comment(record.ticketId, comment);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('the tracker threw no error');
  }
}

/** One comment for each missing value of a ticket, however often it is wanted. */
function missingValueComment({ ids, version }: AdvanceRunDeps, record: TicketRecord, { field, value }: MissingValue) {
  const commentId = ids.uuidFrom(`${ticketName(record)} misses ${field} ${value}`);
  return { commentId, body: valueMissingComment({ field, value, version }) };
}

function shown(deps: AdvanceRunDeps, record: TicketRecord): TicketRecord {
  return { ...record, shownStage: stageOf(record), shownAt: deps.clock.now(), comments: [], showFailures: 0 };
}

function notShown(record: TicketRecord): TicketRecord {
  return { ...record, showFailures: record.showFailures + 1 };
}

async function retryLater(deps: AdvanceRunDeps, record: TicketRecord, failure: Error): Promise<string> {
  const later = plus(deps.clock.now(), backOffMs(record.showFailures));
  const retryAt = failure instanceof ServiceUnavailable ? failure.retryAt : undefined;
  const dueAt = retryAt !== undefined && retryAt > later ? retryAt : later;
  await deps.timers.set({ kind: 'show-ticket', dueAt, tracker: record.tracker, ticketId: record.ticketId });
  return `not shown (${failure.message}); again at ${dueAt}`;
}
