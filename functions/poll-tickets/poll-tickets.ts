import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { TrackerName } from '../../shared/domain/ticket.ts';
import { type Instant, plus, SECOND_MS } from '../../shared/domain/time.ts';
import { POLL_LEASE, type Polled as PolledAt } from '../../shared/ports/settings-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { listMarked } from './list-marked.ts';
import { offerTickets } from './offer-tickets.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/** A poll is cut off after this, which ends before the next one begins. The function's time-out is the same. */
const LEASE_MS = 50 * SECOND_MS;

const NOTHING = { tickets: 0, offered: 0, skipped: [], down: [] };

export interface PollOutcome {
  outcome: 'polled' | 'another poll is under way';
  tickets: number;
  offered: number;
  /** Ids of tickets that were listed and not understood, or that a tracker refuses to tell of. */
  skipped: string[];
  /** Trackers that cannot be polled now, and why. */
  down: string[];
}

/**
 * One poll: what bears the trigger is listed, assessed, and offered as far as slots are free. Trackers are polled side by side,
 * so that none waits for another; an error of one is thrown only after the others were served.
 */
export async function pollTickets(deps: PollTicketsDeps): Promise<PollOutcome> {
  const now = deps.clock.now();
  if ((await deps.settings.takeLease(POLL_LEASE, { now, until: plus(now, LEASE_MS) })) === 'held') {
    return { outcome: 'another poll is under way', ...NOTHING };
  }
  const polls = await Promise.allSettled(deps.trackers.map((tracker) => pollTracker(deps, tracker)));
  const polled = polls.flatMap((poll) => (poll.status === 'fulfilled' ? [poll.value] : []));
  const failures = polls.flatMap((poll) => (poll.status === 'rejected' ? [poll.reason] : []));
  const failing = Object.fromEntries(polled.flatMap(({ down }) => down.map(({ tracker, since }) => [tracker, since])));
  const asked = Object.assign({}, ...polled.map(({ askedAt }) => askedAt));
  await deps.settings.releaseLease(POLL_LEASE, asked, failures.length > 0 ? undefined : { polledAt: now, failing });
  if (failures.length > 0) throw new AggregateError(failures, 'a tracker failed in an unforeseen way');
  const sum = (count: (poll: Polled) => number) => polled.reduce((total, poll) => total + count(poll), 0);
  return {
    outcome: 'polled',
    tickets: sum(({ tickets }) => tickets),
    offered: sum(({ offered }) => offered),
    skipped: polled.flatMap(({ skipped }) => skipped),
    down: polled.flatMap(({ down }) => down.map(({ tracker, reason }) => `${tracker}: ${reason}`)),
  };
}

interface Polled extends Pick<PollOutcome, 'tickets' | 'offered' | 'skipped'> {
  down: { tracker: TrackerName; since: Instant; reason: string | undefined }[];
  /** Of a tracker that was polled well. */
  askedAt: PolledAt;
}

async function pollTracker(deps: PollTicketsDeps, tracker: Tracker): Promise<Polled> {
  const listing = await listMarked(deps, tracker);
  if (listing.outcome === 'rests') return { ...NOTHING, askedAt: {} };
  if (listing.outcome === 'not_listed') {
    const { error, since, reason } = listing;
    if (error !== undefined && !(error instanceof ServiceUnavailable)) throw error;
    return { ...NOTHING, down: [{ tracker: tracker.name, since, reason }], askedAt: {} };
  }
  const { tickets, skipped, state } = listing;
  const offered = await offerTickets(deps, listing);
  if (state !== undefined) await deps.settings.writePollState(state);
  return { tickets: tickets.length, offered, skipped, down: [], askedAt: { [tracker.name]: listing.askedAt } };
}
