import { type MarkerStage, stageOf, type TicketRecord, type Unshown, type WantedComment } from './ticket-record.ts';
import { elapsedMs, HOUR_MS, type Instant } from './time.ts';

/** What is refused for good is given up after so many tries, or so long after the first of them. */
const REFUSALS_AT_MOST = 8;
const REFUSED_AT_MOST_MS = 2 * HOUR_MS;

/** What is wanted on a ticket and not known to be shown: its markers, or one comment. */
export type OutboxEntry = { what: 'markers'; stage: MarkerStage } | { what: 'comment'; comment: WantedComment };

/** What a tracker made of one entry. */
export type EntryOutcome =
  | { outcome: 'shown' }
  /** It understood and will not do it, until people mend something; `isTold` where a comment of its own tells them. */
  | { outcome: 'refused'; reason: string; isTold?: boolean }
  /** It is out of reach, or was not understood: asked again, however often. */
  | { outcome: 'deferred'; reason: string };

export interface TriedEntry {
  entry: OutboxEntry;
  result: EntryOutcome;
  /** A section of the plan. */
  isPlan?: boolean;
}

/** The id by which an entry is known among what is unshown. */
function entryId(entry: OutboxEntry): string {
  return entry.what === 'markers' ? 'markers' : entry.comment.commentId;
}

/** Whether nothing is left to try: all is shown, or given up. */
export function isSettled(record: TicketRecord): boolean {
  return areMarkersSettled(record) && record.comments.length === 0;
}

/** Whether the tracker shows the record's stage, or refused it for good. */
export function areMarkersSettled(record: TicketRecord): boolean {
  const stage = stageOf(record);
  if (record.shownStage === stage) return true;
  return (record.unshown ?? []).some((one) => one.what === 'markers' && one.stage === stage && one.isGivenUp);
}

/** All that is to be tried, what failed before last: one that never ends must not keep the others from their turn. */
export function entriesOf(record: TicketRecord, areMarkersWanted: boolean): OutboxEntry[] {
  const markers: OutboxEntry[] = areMarkersWanted ? [{ what: 'markers', stage: stageOf(record) }] : [];
  const comments = record.comments.map((comment): OutboxEntry => ({ what: 'comment', comment }));
  const failed = new Set((record.unshown ?? []).map(({ what }) => what));
  const all = [...markers, ...comments];
  return [...all.filter((one) => !failed.has(entryId(one))), ...all.filter((one) => failed.has(entryId(one)))];
}

/** The record after one try, each entry noted by itself; what was not tried stays as it was. */
export function noteTry(record: TicketRecord, tried: readonly TriedEntry[], now: Instant): TicketRecord {
  const noted = tried.reduce((current, one) => noteEntry(current, one, now), dropOldStage(record));
  const settled = settleMarkers(record, noted, tried, now);
  // Markers that were shown before, and could not be shown once more, are no trouble.
  if (!isSettled(settled)) return settled;
  return withUnshown(
    settled,
    (settled.unshown ?? []).filter(({ isGivenUp }) => isGivenUp),
  );
}

/** What a former stage could not show is no matter any more. */
function dropOldStage(record: TicketRecord): TicketRecord {
  const stage = stageOf(record);
  return withUnshown(
    record,
    (record.unshown ?? []).filter((one) => one.what !== 'markers' || one.stage === stage),
  );
}

function noteEntry(record: TicketRecord, { entry, result, isPlan }: TriedEntry, now: Instant): TicketRecord {
  const id = entryId(entry);
  const others = (record.unshown ?? []).filter(({ what }) => what !== id);
  if (result.outcome === 'shown') return withUnshown(without(record, entry), others);
  const before = record.unshown?.find(({ what }) => what === id);
  const unshown = failedAgain(before ?? firstFailure(entry, now), result, now);
  const left = unshown.isGivenUp ? without(record, entry) : tried(record, entry, now);
  return withUnshown(left, [...others, { ...unshown, ...(isPlan === true && { isPlan }) }]);
}

function without(record: TicketRecord, entry: OutboxEntry): TicketRecord {
  if (entry.what === 'markers') return record;
  return { ...record, comments: record.comments.filter(({ commentId }) => commentId !== entry.comment.commentId) };
}

function tried(record: TicketRecord, entry: OutboxEntry, now: Instant): TicketRecord {
  if (entry.what === 'markers' || entry.comment.triedAt !== undefined) return record;
  const { commentId } = entry.comment;
  const comments = record.comments.map((one) => (one.commentId === commentId ? { ...one, triedAt: now } : one));
  return { ...record, comments };
}

const SUBJECT_LENGTH = 120;

function firstFailure(entry: OutboxEntry, now: Instant): Unshown {
  const base = { what: entryId(entry), reason: '', since: now, refusals: 0, isGivenUp: false };
  if (entry.what === 'markers') return { ...base, subject: 'markers', stage: entry.stage };
  return { ...base, subject: (entry.comment.body.split('\n')[0] ?? '').slice(0, SUBJECT_LENGTH) };
}

function failedAgain(before: Unshown, result: Exclude<EntryOutcome, { outcome: 'shown' }>, now: Instant): Unshown {
  if (result.outcome === 'deferred') return { ...before, reason: result.reason };
  const since = before.refusals === 0 ? now : before.since;
  const refusals = before.refusals + 1;
  const isGivenUp = refusals >= REFUSALS_AT_MOST || elapsedMs(since, now) >= REFUSED_AT_MOST_MS;
  return { ...before, since, refusals, isGivenUp, reason: result.reason, ...(result.isTold && { isTold: true }) };
}

/**
 * Markers that a plan is approved by count as shown only in a try that leaves no comment: what people set before they
 * could read the plan is taken off again with the last of it, and approves nothing.
 */
function settleMarkers(
  before: TicketRecord,
  noted: TicketRecord,
  tried: readonly TriedEntry[],
  now: Instant,
): TicketRecord {
  const stage = stageOf(before);
  const areShown = tried.some(({ entry, result }) => entry.what === 'markers' && result.outcome === 'shown');
  if (!areShown || (stage === 'awaiting_approval' && noted.comments.length > 0)) return noted;
  return { ...noted, shownStage: stage, shownAt: now };
}

function withUnshown(record: TicketRecord, unshown: Unshown[]): TicketRecord {
  const { unshown: _, ...rest } = record;
  return unshown.length === 0 ? rest : { ...rest, unshown };
}

/** Whether the whole plan stands on the tracker, so that a person can judge it. */
export function isPlanReadable(record: TicketRecord): boolean {
  const isWaiting = record.status === 'awaiting_approval' && record.plan !== undefined;
  const isWhole = !(record.unshown ?? []).some(({ isPlan, isGivenUp }) => isPlan === true && isGivenUp);
  return isWaiting && isWhole && isSettled(record);
}

/** Whether the tracker confirmed its markers too, without which one of them approves nothing. */
export function isPlanShown(record: TicketRecord): boolean {
  return isPlanReadable(record) && record.shownStage === 'awaiting_approval';
}
