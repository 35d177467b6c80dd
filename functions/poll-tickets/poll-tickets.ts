import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { listMarked, type MarkedListing } from './list-marked.ts';
import { offerTickets } from './offer-tickets.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

const LEASE = 'poll';
const LEASE_MS = MINUTE_MS;

export interface PollOutcome {
  outcome: 'polled' | 'another poll is under way';
  tickets: number;
  offered: number;
}

/**
 * One poll: what bears the trigger is listed, assessed, and offered as far as slots are free. A tracker that fails is
 * backed off alone; an unforeseen error of one is thrown only after the others were served.
 */
export async function pollTickets(deps: PollTicketsDeps): Promise<PollOutcome> {
  const now = deps.clock.now();
  if ((await deps.settings.takeLease(LEASE, { now, until: plus(now, LEASE_MS) })) === 'held') {
    return { outcome: 'another poll is under way', tickets: 0, offered: 0 };
  }
  const listings: MarkedListing[] = [];
  const unforeseen: unknown[] = [];
  for (const tracker of deps.trackers) {
    const listing = await listMarked(deps, tracker);
    if (listing.outcome === 'listed') listings.push(listing);
    if (listing.outcome === 'unforeseen') unforeseen.push(listing.error);
  }
  const offered = await offerTickets(deps, listings);
  await deps.settings.releaseLease(LEASE);
  if (unforeseen.length > 0) throw new AggregateError(unforeseen, 'a tracker failed in an unforeseen way');
  return { outcome: 'polled', tickets: listings.reduce((sum, l) => sum + l.tickets.length, 0), offered };
}
