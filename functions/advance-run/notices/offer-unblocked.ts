import { ServiceRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Ticket, TicketRef } from '../../../shared/domain/ticket.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { offerMarked } from './offer-marked.ts';

/** A closed ticket may have blocked many; those beyond are left to the polls. */
const MOST = 10;

/** Looks at the marked tickets that waited for this one, by its key, and offers those that nothing blocks any more; answers how many it read. */
export async function offerUnblocked(
  deps: AdvanceRunDeps,
  { tracker, key }: Pick<TicketRef, 'tracker'> & { key: string },
): Promise<number> {
  const ready = await deps.tickets.withStatus('ready');
  const blocked = ready.filter((one) => one.tracker === tracker && one.waiting?.blockedBy?.includes(key) === true);
  let count = 0;
  for (const record of blocked.slice(0, MOST)) {
    const askedAt = deps.clock.now();
    const ticket = await readBlocked(deps, record);
    if (ticket === undefined || ticket.isClosed || !ticket.markers.includes('trigger')) continue;
    await offerMarked(deps, { ticket, record, askedAt });
    count += 1;
  }
  return count;
}

/** Undefined where it is gone, or cannot be read now. */
async function readBlocked(
  { trackers }: Pick<AdvanceRunDeps, 'trackers'>,
  { tracker, ticketId }: TicketRef,
): Promise<Ticket | undefined> {
  try {
    const ticket = await trackers[tracker]?.noticed({ ticketId });
    return ticket === 'foreign' ? undefined : ticket;
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof ServiceRefusal) return undefined;
    throw error;
  }
}
