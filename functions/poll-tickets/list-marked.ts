import { REFUSED_CREDENTIAL } from '../../shared/contract/refused-credential.ts';
import { backOffMs } from '../../shared/domain/back-off.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Ticket, TrackerName } from '../../shared/domain/ticket.ts';
import { type Instant, plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { PollState } from '../../shared/ports/settings-store.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

export interface MarkedListing {
  outcome: 'listed';
  tracker: TrackerName;
  tickets: Ticket[];
  /** Ids of tickets that were not understood, so that they are not among these. */
  skipped: string[];
  /** When the listing began: what is older than this may be missing from it. */
  askedAt: Instant;
}

/**
 * Lists the marked tickets of one tracker, unless it is backed off. Whatever it fails with sets the back-off; only an
 * outage or a rate limit is expected.
 */
export async function listMarked(
  deps: Pick<PollTicketsDeps, 'clock' | 'settings'>,
  tracker: Tracker,
): Promise<MarkedListing | { outcome: 'backed_off' } | { outcome: 'unforeseen'; error: unknown }> {
  const askedAt = deps.clock.now();
  const state = await deps.settings.readPollState(tracker.name);
  if (state?.notBefore !== undefined && state.notBefore > askedAt) return { outcome: 'backed_off' };
  try {
    const skipped: string[] = [];
    const tickets = await tracker.marked((ticketId) => void skipped.push(ticketId));
    if (state === undefined || state.failuresInARow > 0)
      await deps.settings.writePollState(calm(tracker.name, askedAt));
    return { outcome: 'listed', tracker: tracker.name, tickets, skipped, askedAt };
  } catch (error) {
    await deps.settings.writePollState(backedOff(tracker.name, state, error, askedAt));
    return error instanceof ServiceUnavailable ? { outcome: 'backed_off' } : { outcome: 'unforeseen', error };
  }
}

function calm(tracker: TrackerName, at: Instant): PollState {
  return { tracker, failuresInARow: 0, lastSucceededAt: at };
}

/** So much earlier a back-off ends: polls come by the minute, and a moment later it would cost the next one. */
const EARLY_MS = 10 * SECOND_MS;

function backedOff(tracker: TrackerName, state: PollState | undefined, error: unknown, askedAt: Instant): PollState {
  const failuresInARow = (state?.failuresInARow ?? 0) + 1;
  const isExpected = error instanceof ServiceUnavailable;
  const notBefore = (isExpected ? error.retryAt : undefined) ?? plus(askedAt, backOffMs(failuresInARow) - EARLY_MS);
  return {
    tracker,
    failuresInARow,
    notBefore,
    lastError: wordsOf(tracker, error),
    lastSucceededAt: state?.lastSucceededAt,
  };
}

/** What an admin reads. */
function wordsOf(tracker: TrackerName, error: unknown): string {
  if (error instanceof ServiceRefusal) return `it refuses the search (${error.reason})`;
  if (!(error instanceof ServiceUnavailable)) return 'an unforeseen error, see the log of poll-tickets';
  return error.reason === 'credential_refused' ? REFUSED_CREDENTIAL[tracker] : error.reason;
}
