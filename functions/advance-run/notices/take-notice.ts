import { assessedMark } from '../../../shared/domain/assessed-mark.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Ticket, TicketRef } from '../../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import { believedFrom } from '../../../shared/domain/tracker-lag.ts';
import { callsForLook, isOver } from '../../../shared/domain/withdrawal.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { lookAtRead } from '../look-at-ticket.ts';
import { offerMarked } from './offer-marked.ts';
import { offerUnblocked } from './offer-unblocked.ts';

/**
 * Looks at a ticket of which its tracker told that something happened to it, as it is now, and does at once what polls would come to: a
 * mark is offered, a wish granted, an approved plan gone on with, a run taken back, and what a closed ticket blocked is offered. What
 * cannot be read now is left to the polls.
 */
export async function takeNotice(
  deps: AdvanceRunDeps,
  notice: TicketRef & { organizationId?: string | undefined },
): Promise<string> {
  const { tracker, ticketId } = notice;
  const askedAt = deps.clock.now();
  const ticket = await readNoticed(deps, notice);
  if (ticket === 'unreadable') return 'left: the ticket cannot be read';
  if (ticket === 'foreign') return 'left: it is of another organization';
  const record = await deps.tickets.read({ tracker, ticketId });
  const taken = await takeSeen(deps, { ticket, record, askedAt });
  const key = ticket?.key ?? record?.key;
  if (!isOver(ticket) || key === undefined) return taken;
  const count = await offerUnblocked(deps, { tracker, key });
  return count === 0 ? taken : `${taken}; ${count} that it blocked were looked at`;
}

async function readNoticed(
  { trackers }: Pick<AdvanceRunDeps, 'trackers'>,
  { tracker, ...notice }: TicketRef & { organizationId?: string | undefined },
): Promise<Ticket | undefined | 'foreign' | 'unreadable'> {
  try {
    const asked = trackers[tracker]?.noticed(notice);
    return asked === undefined ? 'unreadable' : await asked;
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof ServiceRefusal) return 'unreadable';
    throw error;
  }
}

interface Seen {
  /** Undefined when it is gone. */
  ticket: Ticket | undefined;
  record: TicketRecord | undefined;
  askedAt: Instant;
}

async function takeSeen(deps: AdvanceRunDeps, seen: Seen): Promise<string> {
  const { ticket, record, askedAt } = seen;
  if (record !== undefined && callsForLook(record, ticket, askedAt)) return lookThenOffer(deps, { ...seen, record });
  if (record !== undefined) await waitForLag(deps, { ...seen, record });
  return isMarked(ticket) ? offerMarked(deps, { ticket, record, askedAt }) : 'left: nothing is asked for';
}

/** A look may find that a ticket may run again. */
async function lookThenOffer(deps: AdvanceRunDeps, seen: Seen & { record: TicketRecord }): Promise<string> {
  const { ticket, askedAt } = seen;
  const outcome = await lookAtRead(deps, seen.record, seen);
  const record = await deps.tickets.read(seen.record);
  const isAnother = record?.status === 'ready' && seen.record.status !== 'ready';
  return isAnother && isMarked(ticket) ? offerMarked(deps, { ticket, record, askedAt }) : outcome;
}

/**
 * A tracker may tell for a while what was before our own last write. What would be more than that is looked at again when it can be
 * believed; most of what we hear so soon is our own writing, of which nothing follows.
 */
async function waitForLag(
  deps: Pick<AdvanceRunDeps, 'timers' | 'clock' | 'mappings' | 'isRetryByMarking'>,
  { ticket, record, askedAt }: Seen & { record: TicketRecord },
): Promise<void> {
  const dueAt = believedFrom(record, askedAt);
  if (dueAt === undefined) return;
  const isNews =
    callsForLook(record, ticket, dueAt) || (isMarked(ticket) && (await isOfferAt(deps, ticket, record, dueAt)));
  const { tracker, ticketId } = record;
  if (isNews) await deps.timers.set({ kind: 'take-notice', dueAt, tracker, ticketId });
}

async function isOfferAt(
  { mappings, isRetryByMarking }: Pick<AdvanceRunDeps, 'mappings' | 'isRetryByMarking'>,
  ticket: Ticket,
  record: TicketRecord,
  at: Instant,
): Promise<boolean> {
  const asOf = { now: at, isRetryByMarking, mappings: await mappings.all(), limits: new Map() };
  const { assessment } = assessedMark({ ...asOf, seenAt: at }, ticket, record);
  return assessment.verdict === 'offer' || assessment.verdict === 'review';
}

function isMarked(ticket: Ticket | undefined): ticket is Ticket {
  return ticket !== undefined && !ticket.isClosed && ticket.markers.includes('trigger');
}
