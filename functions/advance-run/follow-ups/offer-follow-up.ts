import type { TicketTimer } from '../../../shared/contract/events.ts';
import { type Bucket, freeSlots } from '../../../shared/domain/bucket.ts';
import { withAnswer } from '../../../shared/domain/follow-ups/follow-ups.ts';
import { isFreshlyTaken, READS_OF_LOOK } from '../../../shared/domain/follow-ups/look.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { readableAt } from '../../../shared/domain/follow-ups/reads.ts';
import { isSettledBut } from '../../../shared/domain/follow-ups/settled.ts';
import { bucketIdOf, holdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { type BudgetHold, budgetHold } from '../budget-hold.ts';
import { budgetName, budgetWords } from '../tell-budget.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { changeRecord } from './change-record.ts';
import { lookForFeedback } from './look-for-feedback.ts';
import { justOne, reserveReads } from './reserve-reads.ts';
import { wakeUp } from './wake-up.ts';

/** What waits for a slot, or for another run of its ticket, is offered again at this interval, besides whenever one ends. */
const AGAIN_MS = 5 * MINUTE_MS;

/**
 * Offers the follow-up that a pull request's record asks for, and sets the next reminder; it stands until its run is admitted. What was
 * taken in a while ago is looked at once more first: it may have been changed, resolved or deleted while it waited, and nobody told.
 */
export async function offerFollowUp(
  deps: AdvanceRunDeps,
  { pull }: Pick<TicketTimer, 'pull' | 'tracker' | 'ticketId'>,
): Promise<string> {
  const record = pull && (await deps.pullRequests.read(pull));
  const next = record?.next;
  if (record === undefined || next === undefined) return 'nothing is wanted';
  if (record.state !== 'open') return 'left: the pull request is not open';
  const now = deps.clock.now();
  const isToLook = !isFreshlyTaken(record, now);
  // Before its run is dispatched the pull request is read.
  const readAt = readableAt(record, isToLook ? READS_OF_LOOK + 1 : 1, now);
  const [, notBefore = now] = [next.notBefore, readAt].sort();
  const dueAt = notBefore > now ? notBefore : plus(now, AGAIN_MS);
  await deps.timers.set({ kind: 'offer-follow-up', dueAt, ...placeOf(record) });
  if (notBefore > now) return 'not yet due';
  const mapping = await deps.mappings.read(record.mappingId);
  const obstacle = mapping && (await obstacleTo(deps, record, mapping));
  if (obstacle !== undefined) return obstacle;
  const wanted = isToLook ? await lookOnceMore(deps, record) : record;
  return typeof wanted === 'string' ? wanted : offer(deps, wanted);
}

/** What keeps its run from being admitted now; whoever takes that away offers it again. */
async function obstacleTo(
  deps: AdvanceRunDeps,
  record: PullRequestRecord,
  mapping: ProjectMapping,
): Promise<string | undefined> {
  const hold = holdOf(mapping);
  if (hold !== undefined) return `waits: ${hold.detail}`;
  const spent = await budgetHold(deps, record, mapping);
  if (spent !== undefined) return tellSpent(deps, record, mapping, spent);
  if (!isSettledBut(record, record.next?.runId ?? '')) return 'waits: the follow-up before it is not settled yet';
  const bucket = await deps.buckets.read(bucketIdOf(mapping));
  const hasSlot = bucket === undefined || freeSlots(bucket) > 0 || isHeld(bucket, record);
  return hasSlot ? undefined : 'waits: no slot is free';
}

/** Whether its run has its slot already, and was cut off before it was written. */
function isHeld({ slots }: Bucket, { ticketId, next }: PullRequestRecord): boolean {
  return slots[ticketId]?.runId === next?.runId;
}

/** The record as it then is, where it still asks for a follow-up. One that GitHub does not let be looked at is offered as it stands. */
async function lookOnceMore(deps: AdvanceRunDeps, before: PullRequestRecord): Promise<PullRequestRecord | string> {
  const { outcome, record, commands = [] } = await lookForFeedback(deps, before);
  if (outcome === 'not now') return 'waits: GitHub cannot be read now';
  if (outcome === 'over') {
    await deps.timers.set({ kind: 'read-pull-request', dueAt: deps.clock.now(), ...placeOf(record) });
    return 'left: the pull request is not open';
  }
  // What nobody told of is taken by the look that is due then.
  if (commands.length > 0) await wakeUp(deps, placeOf(record), 0);
  return record.next === undefined ? 'nothing is wanted any more' : record;
}

async function offer(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<string> {
  const { next, mappingId } = record;
  if (next === undefined) return 'nothing is wanted';
  // The look may have taken all of them, or whoever comes at the same time from another ticket's end the last one.
  if ((await reserveReads(deps, record, justOne)) === 0) return putOff(deps, record);
  const { runId, attempt, retryOf } = next;
  await deps.candidates.offer({
    ...{ ...placeOf(record), runId, mappingId, attempt, retryOf },
    phase: 'gap-fill',
    isExplicit: true,
    offeredAt: deps.clock.now(),
  });
  return 'offered';
}

/** By what the reads are that were noted since, while what was looked at is fresh still. */
async function putOff(deps: AdvanceRunDeps, { owner, repo, number }: PullRequestRecord): Promise<string> {
  const record = await deps.pullRequests.read({ owner, repo, number });
  if (record === undefined) return 'nothing is wanted';
  const dueAt = readableAt(record, 1, deps.clock.now());
  await deps.timers.set({ kind: 'offer-follow-up', dueAt, ...placeOf(record) });
  return 'not yet due';
}

function placeOf({ tracker, ticketId, owner, repo, number }: PullRequestRecord) {
  return { tracker, ticketId, pull: { owner, repo, number } };
}

/** A person waits for it: its pull request says once what was spent, and how to go on. */
async function tellSpent(
  deps: AdvanceRunDeps,
  record: PullRequestRecord,
  mapping: ProjectMapping,
  { budget, detail }: BudgetHold,
): Promise<string> {
  const answerId = budgetName(budget);
  const body = await budgetWords(deps, record, mapping, budget);
  const told = await changeRecord(deps, record, (of) =>
    of.toldBudget === answerId ? of : withAnswer({ ...of, toldBudget: answerId }, { what: 'say', answerId, body }),
  );
  if (told !== undefined && record.toldBudget !== answerId)
    await answerPullRequest(deps, { pull: { owner: record.owner, repo: record.repo, number: record.number } });
  return `waits: ${detail}`;
}

/** A slot of the bucket was freed: follow-ups that wait come before new work, since a person waits for them. */
export async function offerWaiting(deps: AdvanceRunDeps, bucketId: string): Promise<void> {
  for (const { mappingId, tracker, ticketId, owner, repo, number } of await deps.pullRequests.waiting()) {
    const mapping = await deps.mappings.read(mappingId);
    if (mapping === undefined || bucketIdOf(mapping) !== bucketId) continue;
    await offerFollowUp(deps, { tracker, ticketId, pull: { owner, repo, number } });
  }
}
