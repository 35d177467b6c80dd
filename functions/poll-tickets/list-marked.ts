import { REFUSED_CREDENTIAL } from '../../shared/contract/refused-credential.ts';
import { backOffMs } from '../../shared/domain/back-off.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { MOST_PAGES, PAGE_SIZE, PAGES_IN_TURN, restUntil } from '../../shared/domain/listing-pace.ts';
import type { Ticket, TrackerName } from '../../shared/domain/ticket.ts';
import { type Instant, MINUTE_MS, plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { PollState } from '../../shared/ports/settings-store.ts';
import type { Reach, Tracker } from '../../shared/ports/tracker.ts';
import { type Look, lookAtOpen } from './look-at-open.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

export interface MarkedListing {
  outcome: 'listed';
  tracker: TrackerName;
  tickets: Ticket[];
  /** Ids of tickets that were not understood, or that the tracker refuses to tell of, so that they are not among these. */
  skipped: string[];
  /** When the listing began: what is older than this may be missing from it. */
  askedAt: Instant;
  /** Where everything was looked at, and not only what may start: the open records that no listing shows, with their tickets. */
  look: Look | undefined;
  /** More are marked than one poll reads: what is not among these may still be. */
  isPart: boolean;
  /** To be written once these were offered, so that a poll that is cut off reads them again; undefined where nothing is new. */
  state: PollState | undefined;
}

/** So much was asked for lately that this poll asks for nothing. */
interface Rests {
  outcome: 'rests';
}

interface NotListed {
  outcome: 'not_listed';
  /** When the first of the polls failed that failed since the last success. */
  since: Instant;
  /** What an admin reads. */
  reason: string | undefined;
  /** What it failed with now; absent where the tracker is left alone for a while. */
  error?: unknown;
}

/** Unmarking, closing and reopening are seen at this interval; each minute all of it would cost too much. */
const LOOK_MS = 15 * MINUTE_MS;

/**
 * Lists the marked tickets of one tracker, unless it is backed off or rests. What more are marked than one poll reads is left to the
 * next ones. Whatever it fails with sets the back-off; only an outage or a rate limit is expected.
 */
export async function listMarked(
  deps: Pick<PollTicketsDeps, 'clock' | 'settings' | 'tickets'>,
  tracker: Tracker,
): Promise<MarkedListing | NotListed | Rests> {
  const askedAt = deps.clock.now();
  const state = await deps.settings.readPollState(tracker.name);
  if (state?.notBefore !== undefined && state.notBefore > askedAt)
    return { outcome: 'not_listed', since: state.failingSince ?? askedAt, reason: state.lastError };
  if (state?.restsUntil !== undefined && state.restsUntil > askedAt) return { outcome: 'rests' };
  try {
    return await listOn(deps, tracker, state ?? { tracker: tracker.name, failuresInARow: 0 }, askedAt);
  } catch (error) {
    const written = backedOff(tracker.name, state, error, askedAt);
    await deps.settings.writePollState(written);
    return { outcome: 'not_listed', since: written.failingSince, reason: written.lastError, error };
  }
}

async function listOn(
  deps: Pick<PollTicketsDeps, 'tickets'>,
  tracker: Tracker,
  state: PollState,
  askedAt: Instant,
): Promise<MarkedListing> {
  const skipped: string[] = [];
  const onSkipped = (ticketId: string) => void skipped.push(ticketId);
  const isLook = state.lookedAt === undefined || plus(state.lookedAt, LOOK_MS - EARLY_MS) <= askedAt;
  const { after, reach = isLook ? 'all' : 'startable' } = state.round?.after === undefined ? {} : state.round;
  let read: { pages: number; next: string | undefined } = { pages: 0, next: undefined };
  const onRead = (told: typeof read) => {
    read = told;
  };
  const pages = MOST_PAGES - (isLook ? PAGES_IN_TURN : 0);
  const tickets = await tracker.marked(onSkipped, reach, { after, pages, onRead });
  const isPart = after !== undefined || read.next !== undefined;
  const seen = { listed: tickets, isPart, after: state.lookedAfter };
  const look = isLook ? await lookAtOpen(deps, tracker, seen, onSkipped) : undefined;
  const written = wentWell(state, { askedAt, isLook, look, isPart, reach, read, tickets: tickets.length });
  return { outcome: 'listed', tracker: tracker.name, tickets, skipped, askedAt, look, isPart, state: written };
}

interface WentWell {
  askedAt: Instant;
  isLook: boolean;
  look: Look | undefined;
  isPart: boolean;
  reach: Reach;
  read: { pages: number; next: string | undefined };
  tickets: number;
}

/** What is to be known of this poll by the next one; undefined where nothing is. */
function wentWell(state: PollState, poll: WentWell): PollState | undefined {
  const { askedAt, isLook, look, isPart, reach, read, tickets } = poll;
  const lookPages = Math.ceil((look?.records.length ?? 0) / PAGE_SIZE);
  const restsUntil = restUntil(read.pages + lookPages, askedAt);
  const isOfRound = state.restsUntil !== undefined || state.round !== undefined;
  if (!isLook && state.failuresInARow === 0 && !isPart && restsUntil === undefined && !isOfRound) return undefined;
  const begun = state.round?.after === undefined ? { beganAt: askedAt, tickets: 0 } : state.round;
  return {
    ...{ tracker: state.tracker, failuresInARow: 0, lastSucceededAt: askedAt },
    lookedAt: isLook && look?.last === undefined ? askedAt : state.lookedAt,
    lookedAfter: isLook ? look?.last : state.lookedAfter,
    round: isPart ? { reach, after: read.next, beganAt: begun.beganAt, tickets: begun.tickets + tickets } : undefined,
    restsUntil,
  };
}

/** So much earlier a back-off ends: polls come by the minute, and a moment later it would cost the next one. */
const EARLY_MS = 10 * SECOND_MS;

function backedOff(tracker: TrackerName, state: PollState | undefined, error: unknown, askedAt: Instant) {
  const failuresInARow = (state?.failuresInARow ?? 0) + 1;
  const isExpected = error instanceof ServiceUnavailable;
  const notBefore = (isExpected ? error.retryAt : undefined) ?? plus(askedAt, backOffMs(failuresInARow) - EARLY_MS);
  return {
    tracker,
    failuresInARow,
    failingSince: state?.failingSince ?? askedAt,
    notBefore,
    lastError: wordsOf(tracker, error),
    lastSucceededAt: state?.lastSucceededAt,
    lookedAt: state?.lookedAt,
    lookedAfter: state?.lookedAfter,
    // A place that is refused is no place to go on at.
    round: error instanceof ServiceRefusal ? undefined : state?.round,
  };
}

/** What an admin reads. */
function wordsOf(tracker: TrackerName, error: unknown): string {
  if (error instanceof ServiceRefusal) return `it refuses the search (${error.reason})`;
  if (!(error instanceof ServiceUnavailable)) return 'an unforeseen error, see the log of poll-tickets';
  return error.reason === 'credential_refused' ? REFUSED_CREDENTIAL[tracker] : error.reason;
}
