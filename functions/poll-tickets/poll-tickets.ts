import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { listMarked } from './list-marked.ts';
import { offerTickets } from './offer-tickets.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

const LEASE = 'poll';
/** A poll is cut off after this, which ends before the next one begins. The function's time-out is the same. */
const LEASE_MS = 50 * SECOND_MS;

export interface PollOutcome {
  outcome: 'polled' | 'another poll is under way';
  tickets: number;
  offered: number;
  /** Ids of tickets that were listed and not understood, or that a tracker refuses to tell of. */
  skipped: string[];
  /** Trackers that cannot be polled now, and why. An alarm counts polls that have any. */
  down: string[];
}

/**
 * One poll: what bears the trigger is listed, assessed, and offered as far as slots are free. Trackers are polled side by side,
 * so that none waits for another; an error of one is thrown only after the others were served.
 */
export async function pollTickets(deps: PollTicketsDeps): Promise<PollOutcome> {
  const now = deps.clock.now();
  if ((await deps.settings.takeLease(LEASE, { now, until: plus(now, LEASE_MS) })) === 'held') {
    return { outcome: 'another poll is under way', tickets: 0, offered: 0, skipped: [], down: [] };
  }
  const polls = await Promise.allSettled(deps.trackers.map((tracker) => pollTracker(deps, tracker)));
  await deps.settings.releaseLease(LEASE);
  const failures = polls.flatMap((poll) => (poll.status === 'rejected' ? [poll.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, 'a tracker failed in an unforeseen way');
  const polled = polls.flatMap((poll) => (poll.status === 'fulfilled' ? [poll.value] : []));
  const sum = (count: (poll: Polled) => number) => polled.reduce((total, poll) => total + count(poll), 0);
  return {
    outcome: 'polled',
    tickets: sum(({ tickets }) => tickets),
    offered: sum(({ offered }) => offered),
    skipped: polled.flatMap(({ skipped }) => skipped),
    down: polled.flatMap(({ down }) => down),
  };
}

type Polled = Omit<PollOutcome, 'outcome'>;

async function pollTracker(deps: PollTicketsDeps, tracker: Tracker): Promise<Polled> {
  const listing = await listMarked(deps, tracker);
  if (listing.outcome === 'rests') return { tickets: 0, offered: 0, skipped: [], down: [] };
  if (listing.outcome === 'not_listed') {
    const { error } = listing;
    if (error !== undefined && !(error instanceof ServiceUnavailable)) throw error;
    return { tickets: 0, offered: 0, skipped: [], down: [`${tracker.name}: ${listing.reason}`] };
  }
  const { tickets, skipped, state } = listing;
  const offered = await offerTickets(deps, listing);
  if (state !== undefined) await deps.settings.writePollState(state);
  return { tickets: tickets.length, offered, skipped, down: [] };
}
