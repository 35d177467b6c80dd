import { REFUSED_CREDENTIAL } from '../../shared/contract/refused-credential.ts';
import { backOffMs } from '../../shared/domain/back-off.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Ticket, TrackerName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { type Instant, MINUTE_MS, plus, SECOND_MS } from '../../shared/domain/time.ts';
import { OPEN_STATUSES } from '../../shared/domain/withdrawal.ts';
import type { PollState } from '../../shared/ports/settings-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
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
}

interface NotListed {
  outcome: 'not_listed';
  /** What an admin reads. */
  reason: string | undefined;
  /** What it failed with now; absent where the tracker is left alone for a while. */
  error?: unknown;
}

interface Look {
  records: TicketRecord[];
  /** Those that are gone are not among them. */
  tickets: Ticket[];
}

/** Unmarking, closing and reopening are seen at this interval; each minute all of it would cost too much. */
const LOOK_MS = 15 * MINUTE_MS;

/**
 * Lists the marked tickets of one tracker, unless it is backed off. Whatever it fails with sets the back-off; only an
 * outage or a rate limit is expected.
 */
export async function listMarked(
  deps: Pick<PollTicketsDeps, 'clock' | 'settings' | 'tickets'>,
  tracker: Tracker,
): Promise<MarkedListing | NotListed> {
  const askedAt = deps.clock.now();
  const state = await deps.settings.readPollState(tracker.name);
  if (state?.notBefore !== undefined && state.notBefore > askedAt)
    return { outcome: 'not_listed', reason: state.lastError };
  try {
    const skipped: string[] = [];
    const isLook = state?.lookedAt === undefined || plus(state.lookedAt, LOOK_MS - EARLY_MS) <= askedAt;
    const tickets = await tracker.marked((ticketId) => void skipped.push(ticketId), isLook ? 'all' : 'startable');
    const look = isLook ? await lookAtOpen(deps, { tracker, listed: tickets, skipped }) : undefined;
    if (isLook || state.failuresInARow > 0)
      await deps.settings.writePollState(calm(tracker.name, askedAt, isLook ? askedAt : state.lookedAt));
    return { outcome: 'listed', tracker: tracker.name, tickets, skipped, askedAt, look };
  } catch (error) {
    const written = backedOff(tracker.name, state, error, askedAt);
    await deps.settings.writePollState(written);
    return { outcome: 'not_listed', reason: written.lastError, error };
  }
}

/**
 * Of the records of one tracker that say that something is under way, those whose tickets were not listed. A tracker that refuses
 * to tell of them stops nobody who may start: they are skipped.
 */
async function lookAtOpen(
  { tickets }: Pick<PollTicketsDeps, 'tickets'>,
  { tracker, listed, skipped }: { tracker: Tracker; listed: readonly Ticket[]; skipped: string[] },
): Promise<Look | undefined> {
  const known = new Set(listed.map(({ ticketId }) => ticketId));
  const open = await tickets.withStatus(...OPEN_STATUSES);
  const records = open.filter((record) => record.tracker === tracker.name && !known.has(record.ticketId));
  if (records.length === 0) return { records, tickets: [] };
  const ids = records.map(({ ticketId }) => ticketId);
  try {
    return { records, tickets: await tracker.readMany(ids) };
  } catch (error) {
    if (!(error instanceof ServiceRefusal)) throw error;
    skipped.push(...ids);
    return undefined;
  }
}

function calm(tracker: TrackerName, at: Instant, lookedAt: Instant | undefined): PollState {
  return { tracker, failuresInARow: 0, lastSucceededAt: at, lookedAt };
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
    notBefore,
    lastError: wordsOf(tracker, error),
    lastSucceededAt: state?.lastSucceededAt,
    lookedAt: state?.lookedAt,
  };
}

/** What an admin reads. */
function wordsOf(tracker: TrackerName, error: unknown): string {
  if (error instanceof ServiceRefusal) return `it refuses the search (${error.reason})`;
  if (!(error instanceof ServiceUnavailable)) return 'an unforeseen error, see the log of poll-tickets';
  return error.reason === 'credential_refused' ? REFUSED_CREDENTIAL[tracker] : error.reason;
}
