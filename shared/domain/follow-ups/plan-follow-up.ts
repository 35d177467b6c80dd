import { RECENT_MS } from '../run.ts';
import { elapsedMs, type Instant, plus } from '../time.ts';
import { type FindingRecord, isDue, isGiven } from './finding.ts';
import { budgetSpentReply } from './follow-up-comments.ts';
import { withAnswer } from './follow-ups.ts';
import type { PullRequestRecord } from './pull-request-record.ts';

/** Follow-ups that findings alone may begin within 24 hours; repeats after a lost run do not count. */
const AUTOMATIC_LIMIT = 4;

export interface Planning {
  /** Of the run that may follow. */
  runId: string;
  now: Instant;
  version: string;
}

/** The record with the follow-up that its findings ask for; without one that they ask for no more, unless somebody asked for it. */
export function planFollowUp(
  record: PullRequestRecord,
  findings: readonly FindingRecord[],
  { runId, now, version }: Planning,
): PullRequestRecord {
  const due = findings.filter(isDue);
  const { next } = record;
  if (next !== undefined) {
    const isWanted = next.requests.length > 0 || findings.some(isGiven);
    return isWanted ? record : { ...record, next: undefined };
  }
  if (due.length === 0 || record.state !== 'open') return record;
  const spent = automaticWithin(record, now);
  if (spent.length < AUTOMATIC_LIMIT) return { ...record, next: { runId, attempt: 1, notBefore: now, requests: [] } };
  const [first = now] = spent;
  const body = budgetSpentReply({ findings, since: first, again: plus(first, RECENT_MS) }, version);
  return withAnswer(record, { what: 'say', answerId: `budget ${spent.at(-1)}`, body });
}

/** When findings that wait for the budget may begin a follow-up again; undefined where none wait. */
export function budgetAgainAt(
  record: PullRequestRecord,
  findings: readonly FindingRecord[],
  now: Instant,
): Instant | undefined {
  const spent = automaticWithin(record, now);
  const isWaiting = record.next === undefined && spent.length >= AUTOMATIC_LIMIT && findings.some(isDue);
  return isWaiting ? plus(spent.at(-AUTOMATIC_LIMIT) ?? now, RECENT_MS) : undefined;
}

function automaticWithin({ automaticAt = [] }: PullRequestRecord, now: Instant): Instant[] {
  return automaticAt.filter((at) => elapsedMs(at, now) < RECENT_MS);
}
