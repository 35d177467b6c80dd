import { timerSubject } from '../../contract/event-names.ts';
import type { Timer } from '../../contract/events.ts';
import { type PullRequestId, pullRequestName } from '../../domain/follow-ups/pull-request-record.ts';
import type { SpendingOf } from '../../domain/spending.ts';
import type { TicketRef, TrackerName } from '../../domain/ticket.ts';
import type { TicketStatus } from '../../domain/ticket-record.ts';

/*
 * The one table. `ttl` is the attribute `expiresAt`, in epoch seconds; whoever depends on an end compares times.
 *
 * | entity                                      | pk                          | sk                                                            | index                                                                                   | ttl                           |
 * |---------------------------------------------|-----------------------------|---------------------------------------------------------------|-----------------------------------------------------------------------------------------|-------------------------------|
 * | project mapping                             | MAPPING#id                  | MAPPING                                                       | gsi1 MAPPINGS / name                                                                    |                               |
 * | bucket                                      | BUCKET#tracker#id           | BUCKET                                                        | gsi1 BUCKETS / id                                                                       |                               |
 * | dispatch record                             | DISPATCHED#tracker#ticketId | DISPATCHED                                                    |                                                                                         | 48 h, set when no run is live |
 * | ticket (status, outbox, next, attempts)     | TICKET#tracker#ticketId     | TICKET                                                        | gsi1 TICKETS#status / updatedAt; gsi2 TICKETS#unshown / updatedAt, if so                |                               |
 * | run                                         | RUN#runId                   | RUN                                                           | gsi1 RUNS#open or RUNS#yyyy-mm-dd / reservedAt; gsi2 TICKET#… / reservedAt              |                               |
 * | context, report, step of a run (≤ 200)      | RUN#runId                   | CONTEXT, REPORT, STEP#id                                      |                                                                                         | 90 days                       |
 * | pull request (state, next, answers)         | PR#owner/repo#n             | PR                                                            | gsi1 PRS#open, PRS#next, PRS#over / updatedAt; gsi2 PRS-OF#tracker#ticketId / updatedAt |                               |
 * | where its record is kept                    | PR#repositoryId#n           | KEPT-AS                                                       |                                                                                         |                               |
 * | whose head a commit is, or was              | PR#repositoryId@commit      | KEPT-AS                                                       |                                                                                         | 90 days                       |
 * | finding                                     | PR#owner/repo#n             | FINDING#fingerprint                                           |                                                                                         |                               |
 * | timer                                       | TIMERS                      | dueAt#kind#id                                                 |                                                                                         |                               |
 * | session, sign-in throttle                   | SESSION#hash, THROTTLE#addr | same                                                          | gsi1 ACCESS#kind / createdAt, of sessions and tokens                                    | its end                       |
 * | audit entry                                 | AUDIT#yyyy-mm-dd            | ulid                                                          |                                                                                         | 400 days                      |
 * | audit entry of a day that was noted last    | AUDIT#yyyy-mm-dd            | HEAD                                                          |                                                                                         | 400 days                      |
 * | deliveries that were asked for again        | DELIVERIES                  | ASKED                                                         |                                                                                         |                               |
 * | poll lease, poll state, last delivery, look | SETTINGS                    | LEASE#name, POLL#tracker, DELIVERY#github, LOOK#pull-requests |                                                                                         |                               |
 * | what operators are told of                  | SETTINGS                    | TROUBLES                                                      |                                                                                         |                               |
 * | why a message failed                        | FAILURE#hash                | FAILURE                                                       |                                                                                         | 15 days                       |
 * | stop of all runs, while it is in force      | STOP                        | STOP                                                          |                                                                                         |                               |
 * | what chats were told of                     | NOTIFIED#id                 | NOTIFIED                                                      |                                                                                         | 90 days                       |
 * | spending of a ticket                        | SPENT#tracker#ticketId      | TICKET                                                        |                                                                                         |                               |
 * | spending and runs of a mapping, by day      | SPENT#mappingId             | DAY#yyyy-mm-dd                                                |                                                                                         | 400 days                      |
 * | its pull requests, by the day of their end  | SPENT#mappingId             | CLOSED#yyyy-mm-dd                                             |                                                                                         | 400 days                      |
 */

export interface Key {
  pk: string;
  sk: string;
}

export function mappingKey(mappingId: string): Key {
  return { pk: `MAPPING#${mappingId}`, sk: 'MAPPING' };
}

/** A bucket's id begins with its tracker. */
export function bucketKey(bucketId: string): Key {
  return { pk: `BUCKET#${bucketId}`, sk: 'BUCKET' };
}

export function dispatchRecordKey(ref: TicketRef): Key {
  return { pk: `DISPATCHED#${ref.tracker}#${ref.ticketId}`, sk: 'DISPATCHED' };
}

export function ticketKey(ref: TicketRef): Key {
  return { pk: ticketPartition(ref), sk: 'TICKET' };
}

export function ticketPartition(ref: TicketRef): string {
  return `TICKET#${ref.tracker}#${ref.ticketId}`;
}

export function ticketsWithStatus(status: TicketStatus): string {
  return `TICKETS#${status}`;
}

export function runKey(runId: string): Key {
  return { pk: `RUN#${runId}`, sk: 'RUN' };
}

export function contextKey(runId: string): Key {
  return { pk: `RUN#${runId}`, sk: 'CONTEXT' };
}

export function reportKey(runId: string): Key {
  return { pk: `RUN#${runId}`, sk: 'REPORT' };
}

export const STEP_PREFIX = 'STEP#';

export function stepKey(runId: string, stepId: string): Key {
  return { pk: `RUN#${runId}`, sk: `${STEP_PREFIX}${stepId}` };
}

/** `day` is `yyyy-mm-dd`. */
export function runsOfDay(day: string): string {
  return `RUNS#${day}`;
}

export function pullRequestKey(id: PullRequestId): Key {
  return { pk: `PR#${pullRequestName(id)}`, sk: 'PR' };
}

/** Where a pull request's record is kept, by its repository's number. */
export function keptAsKey({ repositoryId, number }: { repositoryId: string; number: number }): Key {
  return { pk: `PR#${repositoryId}#${number}`, sk: KEPT_AS };
}

/** The same by the newest commit of its branch. */
export function headKey({ repositoryId, headSha }: { repositoryId: string; headSha: string }): Key {
  return { pk: `PR#${repositoryId}@${headSha}`, sk: KEPT_AS };
}

const KEPT_AS = 'KEPT-AS';

export const FINDING_PREFIX = 'FINDING#';

export function findingKey(id: PullRequestId, fingerprint: string): Key {
  return { pk: pullRequestKey(id).pk, sk: `${FINDING_PREFIX}${fingerprint}` };
}

export function pullRequestsOf(ref: TicketRef): string {
  return `PRS-OF#${ref.tracker}#${ref.ticketId}`;
}

export function timerKey(timer: Timer): Key {
  return { pk: TIMERS, sk: `${timer.dueAt}#${timer.kind}#${timerSubject(timer)}` };
}

/** Of the newest entry in the partition of its day; entries' ids sort before it. */
export const AUDIT_HEAD = 'HEAD';

/** `day` is `yyyy-mm-dd`. */
export function auditPartition(day: string): string {
  return `AUDIT#${day}`;
}

/** `hash`: of the message's body. */
export function failureKey(hash: string): Key {
  return { pk: `FAILURE#${hash}`, sk: 'FAILURE' };
}

/** What was spent on a ticket, or by a mapping on one day. */
export function spendingKey(of: SpendingOf): Key {
  if (of.of === 'ticket') return { pk: `SPENT#${of.tracker}#${of.ticketId}`, sk: 'TICKET' };
  return { pk: `SPENT#${of.mappingId}`, sk: spendingDayPrefix + of.day };
}
export const spendingDayPrefix = 'DAY#';

/** What people were told of in chats. */
export function notifiedKey(notificationId: string): Key {
  return { pk: `NOTIFIED#${notificationId}`, sk: 'NOTIFIED' };
}

export const ASKED_DELIVERIES: Key = { pk: 'DELIVERIES', sk: 'ASKED' };

export function leaseKey(name: string): Key {
  return { pk: 'SETTINGS', sk: `LEASE#${name}` };
}

export function pollStateKey(tracker: TrackerName): Key {
  return { pk: 'SETTINGS', sk: `POLL#${tracker}` };
}

export const STOP: Key = { pk: 'STOP', sk: 'STOP' };
/** When a webhook last brought something, and what polls found without it. */
export function deliveryKey(source: 'github' | TrackerName): Key {
  return { pk: 'SETTINGS', sk: `DELIVERY#${source}` };
}

export const PULL_REQUEST_LOOK: Key = { pk: 'SETTINGS', sk: 'LOOK#pull-requests' };
/** What watches saw that operators are told of. */
export const TROUBLES: Key = { pk: 'SETTINGS', sk: 'TROUBLES' };

export const MAPPINGS = 'MAPPINGS';
export const BUCKETS = 'BUCKETS';
export const OPEN_RUNS = 'RUNS#open';
export const TIMERS = 'TIMERS';
/** Tickets on which something is wanted that the tracker did not take. */
export const TICKETS_UNSHOWN = 'TICKETS#unshown';
/** Pull requests that are open: without and with a follow-up that is wanted. */
export const IDLE_PULL_REQUESTS = 'PRS#open';
export const WAITING_PULL_REQUESTS = 'PRS#next';
/** Those that were merged or closed. */
export const OVER_PULL_REQUESTS = 'PRS#over';
