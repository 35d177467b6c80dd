import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { listMarked } from './list-marked.ts';
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
 * One poll: what bears the trigger is listed, assessed, and offered as far as slots are free. Trackers are polled side by side,
 * so that none waits for another; an error of one is thrown only after the others were served.
 */
export async function pollTickets(deps: PollTicketsDeps): Promise<PollOutcome> {
  const now = deps.clock.now();
  if ((await deps.settings.takeLease(LEASE, { now, until: plus(now, LEASE_MS) })) === 'held') {
    return { outcome: 'another poll is under way', tickets: 0, offered: 0 };
  }
  const polls = await Promise.allSettled(deps.trackers.map((tracker) => pollTracker(deps, tracker)));
  await deps.settings.releaseLease(LEASE);
  const failures = polls.flatMap((poll) => (poll.status === 'rejected' ? [poll.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, 'a tracker failed in an unforeseen way');
  const polled = polls.flatMap((poll) => (poll.status === 'fulfilled' ? [poll.value] : []));
  const sum = (count: (poll: Polled) => number) => polled.reduce((total, poll) => total + count(poll), 0);
  return { outcome: 'polled', tickets: sum(({ tickets }) => tickets), offered: sum(({ offered }) => offered) };
}

type Polled = Pick<PollOutcome, 'tickets' | 'offered'>;

async function pollTracker(deps: PollTicketsDeps, tracker: Tracker): Promise<Polled> {
  const listing = await listMarked(deps, tracker);
  if (listing.outcome === 'unforeseen') throw listing.error;
  if (listing.outcome !== 'listed') return { tickets: 0, offered: 0 };
  return { tickets: listing.tickets.length, offered: await offerTickets(deps, listing) };
}
