import { holdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { LIMITED_STATUSES, limitsInForce, limitWords } from '../../shared/domain/model-limits.ts';
import { pastOf, withOffer } from '../../shared/domain/offered.ts';
import { type Ticket, type TicketRef, ticketName } from '../../shared/domain/ticket.ts';
import { cancelledComment } from '../../shared/domain/ticket-comments.ts';
import type { NextRun, TicketRecord } from '../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { standingHold } from './budget-hold.ts';
import { readTicket } from './read-ticket.ts';
import { showTicket } from './show-ticket.ts';

/** What waits for a slot is offered again at this interval, besides whenever one is freed. */
const AGAIN_MS = 5 * MINUTE_MS;

/**
 * Offers the run that a ticket's record asks for, and sets the next reminder; it stands until that run is admitted. A
 * ticket that was closed or unmarked meanwhile, or lost its mapping, is not pursued.
 */
export async function offerNext(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const record = await deps.tickets.read(ref);
  const next = record?.next;
  if (record === undefined) return 'dropped: no such ticket';
  await noteApproval(deps, record);
  // A repeat of the event that gave the ticket up finds nothing to offer, and may still have to show it.
  if (next === undefined) return showTicket(deps, ref);
  const now = deps.clock.now();
  const limit = await limitOf(deps, next);
  const again = next.notBefore > now ? next.notBefore : (limit?.until ?? plus(now, AGAIN_MS));
  await deps.timers.set({ kind: 'offer-next', dueAt: again, tracker: ref.tracker, ticketId: ref.ticketId });
  if (next.notBefore > now) return 'not yet due';
  const mapping = await deps.mappings.read(next.mappingId);
  const obstacle = await obstacleTo(deps, ref, next, mapping);
  if (obstacle !== undefined) return giveUp(deps, record, next, obstacle);
  if (mapping !== undefined && holdOf(mapping) !== undefined) return `waits: ${holdOf(mapping)?.detail}`;
  if (limit !== undefined) return `waits: ${limitWords(limit)}`;
  const spent = mapping && (await standingHold(deps, record, mapping));
  if (spent !== undefined) return `waits: ${spent.detail}`;
  if (pastOf(record, now).isQueued) return 'offered already';
  await offer(deps, record, next);
  return 'offered';
}

/** The usage limit of the model that holds the run; a person who asks for it may know better. */
async function limitOf(deps: AdvanceRunDeps, { mappingId, isExplicit, notBefore }: NextRun) {
  const now = deps.clock.now();
  if (isExplicit === true || notBefore > now) return undefined;
  return limitsInForce(await deps.tickets.withStatus(...LIMITED_STATUSES), now).get(mappingId);
}

/**
 * Who approved which plan, and when. Under an id of its own, so that it is one entry however often it is written, and here,
 * where every approved plan comes by, whatever was cut off between.
 */
async function noteApproval(deps: AdvanceRunDeps, record: TicketRecord): Promise<void> {
  const { approval } = record.plan ?? {};
  if (approval === undefined || approval.by === 'mapping') return;
  const { runId: entryId, at, by: actor, planHash } = approval;
  const detail = `${record.key}, plan ${planHash}`;
  await deps.audit.add({ entryId, at, actor, action: 'plan_approved', subject: ticketName(record), detail });
}

/** Why the run will never be admitted, if so. A ticket that cannot be read now is asked for again later. */
async function obstacleTo(
  deps: AdvanceRunDeps,
  ref: TicketRef,
  next: NextRun,
  mapping: ProjectMapping | undefined,
): Promise<string | undefined> {
  if (mapping === undefined) return 'its project mapping was deleted meanwhile';
  const ticket = await readTicket(deps, ref);
  if (ticket === 'unreadable' || isStillWanted(ticket, next)) return undefined;
  return 'the ticket was closed or lost its label while it waited to be tried again';
}

async function offer(deps: AdvanceRunDeps, record: TicketRecord, next: NextRun): Promise<void> {
  const { tracker, ticketId } = record;
  const { runId, phase, mappingId, attempt, retryOf, isExplicit } = next;
  const offeredAt = deps.clock.now();
  await deps.candidates.offer({ tracker, ticketId, runId, phase, mappingId, attempt, retryOf, isExplicit, offeredAt });
  await deps.tickets.write(withOffer(record, runId, offeredAt));
}

function isStillWanted(ticket: Ticket | undefined, next: NextRun): boolean {
  return ticket !== undefined && !ticket.isClosed && (next.isExplicit === true || ticket.markers.includes('trigger'));
}

/** The ticket is not pursued: what was to come next, or waited for a person, is wanted no more. */
export async function giveUp(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  next: Pick<NextRun, 'runId' | 'phase'>,
  reason: string,
): Promise<string> {
  const comment = {
    commentId: deps.ids.uuidFrom(`${next.runId} cancelled`),
    body: cancelledComment({ run: next, reason, version: deps.version }),
  };
  const written = await deps.tickets.write({
    ...record,
    status: 'cancelled',
    next: undefined,
    waiting: undefined,
    failureReason: reason,
    comments: [...record.comments, comment],
    updatedAt: deps.clock.now(),
  });
  if (written.outcome === 'stale') return 'left: the ticket changed';
  await showTicket(deps, record);
  return 'cancelled: the ticket is no longer wanted';
}
