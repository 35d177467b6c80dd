import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { failureBy } from '../../../shared/domain/failures/failures.ts';
import { absorbPullRequest, withState } from '../../../shared/domain/follow-ups/absorb-pull-request.ts';
import { withDelivery } from '../../../shared/domain/follow-ups/follow-ups.ts';
import {
  addressOf,
  type PullRequestId,
  type PullRequestRecord,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { readableAt } from '../../../shared/domain/follow-ups/reads.ts';
import { isLive } from '../../../shared/domain/run.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import { type Instant, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { cancelRun } from '../check-run.ts';
import { showTicket } from '../show-ticket.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { changeRecord } from './change-record.ts';
import { offerFollowUp } from './offer-follow-up.ts';
import { justOne, reserveReads } from './reserve-reads.ts';

/** While GitHub is out of reach a pull request is read again at this interval, however long that lasts. */
const AGAIN_MS = 5 * MINUTE_MS;
const TRIES = 8;

/** `deliveredAt`: when GitHub's webhook told of it, where it did. */
type Changed = TicketRef & { pull?: PullRequestId | undefined; deliveredAt?: Instant | undefined };

/**
 * Reads a pull request of ours anew, and brings its record, its ticket and its follow-up in line with it. What is over dispatches
 * nothing more, and stops what works; what waited while it was closed goes on when it is open again.
 */
export async function takeChange(deps: AdvanceRunDeps, { pull, deliveredAt }: Changed): Promise<string> {
  const record = pull && (await deps.pullRequests.read(pull));
  if (record === undefined) return 'dropped: no pull request of ours';
  try {
    return await bringInLine(deps, record, deliveredAt);
  } catch (error) {
    // What an admin has to mend is said by whatever else needs the repository.
    if (error instanceof AppError) return `left: ${error.code}`;
    if (!(error instanceof ServiceUnavailable)) throw error;
    return waitUntil(deps, record, error.retryAt ?? plus(deps.clock.now(), AGAIN_MS));
  }
}

async function waitUntil(deps: AdvanceRunDeps, record: PullRequestRecord, dueAt: Instant): Promise<string> {
  const { tracker, ticketId, owner, repo, number } = record;
  await deps.timers.set({ kind: 'read-pull-request', dueAt, tracker, ticketId, pull: { owner, repo, number } });
  return `waits until ${dueAt}`;
}

async function bringInLine(
  deps: AdvanceRunDeps,
  found: PullRequestRecord,
  deliveredAt: Instant | undefined,
): Promise<string> {
  const { tracker, ticketId, owner, repo, number } = found;
  const pull = { owner, repo, number };
  // What was merged stays so, and need not be asked about.
  const isKnown = found.state === 'merged';
  const now = deps.clock.now();
  if (!isKnown && (await reserveReads(deps, pull, justOne)) === 0)
    return waitUntil(deps, found, readableAt(found, 1, now));
  const view = isKnown ? undefined : await deps.host.read(addressOf(found));
  // No pull request can be deleted: it is another repository's, or an answer of another kind.
  if (!isKnown && view === undefined) return 'left: GitHub does not know it';
  const record = await changeRecord(deps, pull, (of) =>
    withState(withDelivery(of, deliveredAt), view, { now, version: deps.version }),
  );
  if (record === undefined) return 'dropped: no pull request of ours';
  const reason = { isReminder: !(await tellTicket(deps, record)) };
  if (record.state === 'open') {
    await showTicket(deps, record, reason);
    await offerFollowUp(deps, { pull, tracker, ticketId });
    return 'noted: open';
  }
  await stopFollowUp(deps, record, record.state);
  await (await import('./count-pull.ts')).countPull(deps, record);
  await showTicket(deps, record, reason);
  await answerPullRequest(deps, { pull });
  return `noted: ${record.state}`;
}

/** Whether that was news. */
async function tellTicket(deps: AdvanceRunDeps, pull: PullRequestRecord): Promise<boolean> {
  const isCompleted = (await deps.mappings.read(pull.mappingId))?.completeWhenMerged ?? true;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await deps.tickets.read(pull);
    if (record === undefined) return false;
    const now = deps.clock.now();
    const news = { pull, now, isCompleted, commentId: deps.ids.uuidFrom, version: deps.version };
    const absorbed = absorbPullRequest(record, news);
    if (absorbed === record) return false;
    const written = await deps.tickets.write({ ...absorbed, updatedAt: now });
    if (written.outcome === 'written') return true;
  }
  throw new Error(`ticket ${pull.ticketId} kept changing while its pull request was taken in`);
}

/** A report that is stored beats it, and what it pushed stays. */
async function stopFollowUp(
  deps: AdvanceRunDeps,
  { current }: PullRequestRecord,
  state: 'closed' | 'merged',
): Promise<void> {
  const run = current && (await deps.runs.read(current.runId));
  if (run !== undefined && isLive(run.status)) await cancelRun(deps, run, failureBy(`pull_request_${state}`));
}
