import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { markerChangeSince } from '../../shared/domain/marker-change.ts';
import { type EntryOutcome, entriesOf, type OutboxEntry, type TriedEntry } from '../../shared/domain/outbox.ts';
import { planCommentsOf } from '../../shared/domain/plan.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { MarkersRefused, ShowOutcome } from '../../shared/ports/tracker.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/** What one try came to. */
export interface OutboxTry {
  tried: TriedEntry[];
  /** What the tracker will not show until people mend something, for a comment. */
  refusals: MarkersRefused[];
  /** The latest moment that the tracker named to be asked again at. */
  retryAt: Instant | undefined;
}

/**
 * Tries every entry, whatever becomes of the others, until `limit` is over: what was not answered by then is deferred, and
 * what was not asked for comes first the next time. A rate limit is of the whole tracker, so it ends the try.
 */
export async function tryOutbox(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  { areMarkersWanted, limit }: { areMarkersWanted: boolean; limit: { over: Promise<'over'> } },
): Promise<OutboxTry> {
  const made: OutboxTry = { tried: [], refusals: [], retryAt: undefined };
  const plan = planIdsOf(deps, record);
  for (const entry of entriesOf(record, areMarkersWanted)) {
    const answer = await Promise.race([ask(deps, record, entry), limit.over]);
    const isPlan = entry.what === 'comment' && plan.has(entry.comment.commentId);
    made.tried.push({ entry, result: resultOf(answer), isPlan });
    if (isMarkersRefused(answer)) made.refusals.push(answer);
    made.retryAt = later(made.retryAt, answer);
    if (isEnd(answer)) break;
  }
  return made;
}

function isEnd(answer: Answer): boolean {
  if (answer === 'over') return true;
  return answer instanceof ServiceUnavailable && answer.reason === 'rate_limited';
}

function later(retryAt: Instant | undefined, answer: Answer): Instant | undefined {
  const named = answer instanceof ServiceUnavailable ? answer.retryAt : undefined;
  return named !== undefined && named > (retryAt ?? '') ? named : retryAt;
}

function planIdsOf({ ids }: AdvanceRunDeps, record: TicketRecord): Set<string> {
  const comments = record.plan === undefined ? [] : planCommentsOf(record, record.plan, ids.uuidFrom);
  return new Set(comments.map(({ commentId }) => commentId));
}

type Answer = ShowOutcome | Error | 'over';

/** Never rejects: an error of one entry is its own, foreseen or not. */
async function ask(deps: AdvanceRunDeps, record: TicketRecord, entry: OutboxEntry): Promise<ShowOutcome | Error> {
  const tracker = deps.trackers[record.tracker];
  if (tracker === undefined) return new ServiceUnavailable(record.tracker, 'outage', 'this deployment has none');
  try {
    if (entry.what === 'markers')
      return await tracker.show(record.ticketId, markerChangeSince(record, deps.clock.now()));
    return await tracker.comment(record.ticketId, entry.comment);
  } catch (error) {
    return error instanceof Error ? error : new Error('what was thrown is no error');
  }
}

/** Of errors that nobody foresaw the kind alone is told: their messages may hold anything. */
function resultOf(answer: Answer): EntryOutcome {
  if (answer === 'shown' || answer === 'gone') return { outcome: 'shown' };
  if (answer === 'over') return { outcome: 'deferred', reason: 'the tracker took too long to answer' };
  if (answer instanceof ServiceRefusal) return { outcome: 'refused', reason: answer.message };
  if (answer instanceof ServiceUnavailable) return { outcome: 'deferred', reason: answer.message };
  if (answer instanceof Error) return { outcome: 'deferred', reason: `it failed unforeseen (${answer.name})` };
  return { outcome: 'refused', reason: reasonOf(answer), isTold: true };
}

function isMarkersRefused(answer: Answer): answer is MarkersRefused {
  return typeof answer === 'object' && !(answer instanceof Error);
}

function reasonOf(refused: MarkersRefused): string {
  if (refused.outcome === 'value_missing') return `the field ${refused.field} has no option ${refused.value}`;
  if (refused.outcome === 'edit_forbidden') return `our account lacks the permission ${refused.permission}`;
  return `the label group ${refused.groups.join(', ')} excludes ${refused.labels.join(', ')}`;
}
