import { elapsedMs, HOUR_MS, type Instant, instant, MINUTE_MS, plus, SECOND_MS } from '../time.ts';
import type { KnownRight, PullRequestRecord } from './pull-request-record.ts';

/** Feedback is taken in once nobody has said anything for so long, and at the latest so long after the first of it. */
const QUIET_MS = MINUTE_MS;
const LONGEST_WAIT_MS = 5 * MINUTE_MS;
/** Between two looks. */
export const LOOK_EVERY_MS = MINUTE_MS;
/** What a look took in is believed for so long where a follow-up begins: longer than the reads that it needs may have to wait for their minute. */
const TAKEN_MS = 5 * MINUTE_MS;
/** A look has to have so many reads free: of a kind of which there are over a hundred it takes two. */
export const READS_OF_LOOK = 2;
/** GitHub's lists may lag so long behind its webhooks. */
const LAG_MS = 30 * SECOND_MS;
/** Looks become due at whole steps, so that what comes together has one timer. */
const STEP_MS = 10 * SECOND_MS;
/** What GitHub says of somebody's rights is believed for so long. */
const RIGHT_MS = HOUR_MS;
const RIGHTS_LIMIT = 200;

/** The record once something was said on its pull request. Said again within the same step, it changes nothing. */
export function withWords(record: PullRequestRecord, now: Instant): PullRequestRecord {
  return withWakeUp({ ...record, heardAt: stepAfter(now) }, now);
}

/** The record that is to be looked at once it was quiet for so long. */
export function withWakeUp(record: PullRequestRecord, now: Instant, quietMs = QUIET_MS): PullRequestRecord {
  const wokenAt = record.wokenAt ?? now;
  const quiet = min(plus(now, quietMs), plus(wokenAt, LONGEST_WAIT_MS));
  const earliest = record.lookedAt === undefined ? now : plus(record.lookedAt, LOOK_EVERY_MS);
  const lookDueAt = stepAfter(max(quiet, earliest));
  // What waits for GitHub is not hastened; what waits for a budget or a confirmation is.
  const isWoken = record.wokenAt !== undefined && record.lookDueAt !== undefined;
  if (isWoken && (record.lookDueAt ?? '') >= lookDueAt) return record;
  return { ...record, wokenAt, lookDueAt };
}

interface Look {
  lookedAt: Instant;
  /** When it is to be looked at again by itself. */
  againAt?: Instant | undefined;
  /** Nothing could be seen, so that what was said is to be looked at still. */
  isInVain?: boolean;
  rights: KnownRight[];
}

/** The record once it was looked at. What was said since the look began, or so shortly before that lists may lack it, is looked at again. */
export function withLook(
  record: PullRequestRecord,
  { lookedAt, againAt, isInVain = false, rights }: Look,
): PullRequestRecord {
  const isSince = record.lookDueAt !== undefined && record.lookDueAt > lookedAt;
  const isFreshest = record.heardAt !== undefined && elapsedMs(record.heardAt, lookedAt) < LAG_MS;
  const isNews = isSince || isFreshest;
  const newsDueAt = isSince ? record.lookDueAt : plus(lookedAt, LOOK_EVERY_MS);
  const lookDueAt = isNews && !isInVain ? newsDueAt : againAt;
  const wokenAt = isSince || isInVain ? (record.wokenAt ?? lookedAt) : isFreshest ? lookedAt : undefined;
  return { ...record, lookedAt, lookDueAt, wokenAt, rights };
}

/** Whether what a look took in may begin a follow-up without another look. */
export function isFreshlyTaken({ lookedAt }: PullRequestRecord, now: Instant): boolean {
  return lookedAt !== undefined && elapsedMs(lookedAt, now) < TAKEN_MS;
}

/** What of the known rights is to be believed still: that somebody may not write stays true of what they had written by then. */
export function believedRights({ rights = [] }: PullRequestRecord, now: Instant): KnownRight[] {
  return rights.filter((right) => !right.mayWrite || isFresh(right, now));
}

export function isFresh({ at }: KnownRight, now: Instant): boolean {
  return elapsedMs(at, now) < RIGHT_MS;
}

/** The record once GitHub said whether somebody may write. */
export function withRight(record: PullRequestRecord, right: KnownRight): PullRequestRecord {
  return { ...record, rights: newerRights(record.rights, [right]) };
}

export function newerRights(rights: readonly KnownRight[] = [], newer: readonly KnownRight[]): KnownRight[] {
  const kept = rights.filter(({ login }) => !newer.some((right) => isSameLogin(right.login, login)));
  return [...kept, ...newer].slice(-RIGHTS_LIMIT);
}

/** GitHub takes logins in any capitals. */
export function isSameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function stepAfter(at: Instant): Instant {
  return instant(Math.ceil(Date.parse(at) / STEP_MS) * STEP_MS);
}

const min = (a: Instant, b: Instant) => (a < b ? a : b);
const max = (a: Instant, b: Instant) => (a > b ? a : b);
