import { backOffMs } from '../../shared/domain/back-off.ts';
import { TRACKERS_IN_TIME_MS } from '../../shared/domain/in-time.ts';
import { areMarkersSettled, isSettled, noteTry } from '../../shared/domain/outbox.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { tryOutbox } from './try-outbox.ts';

const ROUNDS = 5;
/** Longer than any function works on a message. */
const REMIND_MS = 2 * MINUTE_MS;

/** What else will look at the ticket again, so that no timer needs to be set before the tracker is tried. */
export interface ShowReason {
  /** Another timer of the ticket stands that leads here: a calm ticket costs no timers. */
  isReminded?: boolean;
  /** Nothing new is wanted: where the ticket's own reminder stands, it is left to that. */
  isReminder?: boolean;
}

/**
 * Brings what the tracker shows to what the record wants, as it is now: markers and each comment by themselves, noted with
 * one write a try. A tracker that fails never fails the message: what is out of reach waits for the ticket's one timer, and
 * what is refused for good is given up and told. That timer, or another that leads here, stands before the tracker is tried.
 */
export async function showTicket(deps: AdvanceRunDeps, ref: TicketRef, reason: ShowReason = {}): Promise<string> {
  const record = await deps.tickets.read(ref);
  if (record === undefined) return 'dropped: no such ticket';
  if (isSettled(record)) return 'shown already';
  const isStanding = record.remindAt !== undefined && record.remindAt > deps.clock.now();
  if (isStanding && reason.isReminder === true) return `not shown; again at ${record.remindAt}`;
  const standing = isStanding ? record.remindAt : await remind(deps, ref, reason);
  const limit = deps.timeLimits.after(TRACKERS_IN_TIME_MS);
  try {
    return await showInRounds(deps, record, { standing, limit });
  } finally {
    limit.cancel();
  }
}

interface Showing {
  /** When the ticket's own timer is due, as far as one stands. */
  standing: Instant | undefined;
  limit: { over: Promise<'over'> };
}

async function remind(deps: AdvanceRunDeps, ref: TicketRef, { isReminded }: ShowReason): Promise<Instant | undefined> {
  if (isReminded === true) return undefined;
  const dueAt = plus(deps.clock.now(), REMIND_MS);
  await deps.timers.set(timerOf(ref, dueAt));
  return dueAt;
}

/**
 * When the record changed meanwhile the next round shows its markers again, whatever is noted as shown: the last writer
 * must have written the newest.
 */
async function showInRounds(deps: AdvanceRunDeps, first: TicketRecord, showing: Showing): Promise<string> {
  let record: TicketRecord | undefined = first;
  let { standing } = showing;
  for (let round = 1; round <= ROUNDS && record !== undefined; round += 1) {
    const areMarkersWanted = round > 1 || !areMarkersSettled(record);
    const shown = await showOnce(deps, record, { ...showing, standing, areMarkersWanted });
    standing = shown.standing;
    if (shown.outcome !== 'stale') return shown.outcome;
    record = await deps.tickets.read(record);
  }
  if (record === undefined) return 'dropped: no such ticket';
  throw new Error(`ticket ${record.ticketId} kept changing while it was shown`);
}

async function showOnce(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  { standing, ...how }: Showing & { areMarkersWanted: boolean },
): Promise<{ outcome: string; standing: Instant | undefined }> {
  const made = await tryOutbox(deps, record, how);
  const now = deps.clock.now();
  const tried = noteTry(record, made.tried, now);
  // Seldom needed, so loaded then: what is loaded at every start is bounded.
  const tell = tried.unshown && (await import('./tell-unshown.ts')).tellUnshown;
  const noted = tell === undefined ? tried : tell(deps, { before: record, tried, refusals: made.refusals });
  const showFailures = isSettled(noted) ? 0 : record.showFailures + 1;
  const dueAt = isSettled(noted) ? undefined : later(plus(now, backOffMs(showFailures)), made.retryAt);
  if (dueAt !== undefined && dueAt !== standing) await deps.timers.set(timerOf(record, dueAt));
  const { remindAt: _, ...rest } = noted;
  const next = { ...rest, showFailures, ...(dueAt !== undefined && { remindAt: dueAt }) };
  const written = await deps.tickets.write(next);
  const isMoved = standing !== undefined && standing !== dueAt;
  if (isMoved) await deps.timers.remove(timerOf(record, standing));
  if (written.outcome === 'stale') return { outcome: 'stale', standing: dueAt };
  return { outcome: wordsOf(next), standing: dueAt };
}

function wordsOf({ remindAt, unshown }: TicketRecord): string {
  if (remindAt === undefined) return unshown === undefined ? 'shown' : 'shown, except what is given up';
  return `not shown (${unshown?.[0]?.reason ?? 'more is wanted'}); again at ${remindAt}`;
}

function later(one: Instant, other: Instant | undefined): Instant {
  return other !== undefined && other > one ? other : one;
}

function timerOf({ tracker, ticketId }: TicketRef, dueAt: Instant) {
  return { kind: 'show-ticket', dueAt, tracker, ticketId } as const;
}
