import type { TicketTimer } from '../../../shared/contract/events.ts';
import { withAnswer } from '../../../shared/domain/follow-ups/follow-ups.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { readableAt } from '../../../shared/domain/follow-ups/reads.ts';
import { bucketIdOf, holdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { type BudgetHold, budgetHold } from '../budget-hold.ts';
import { budgetName, budgetWords } from '../tell-budget.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { changeRecord } from './change-record.ts';
import { justOne, reserveReads } from './reserve-reads.ts';

/** What waits for a slot, or for another run of its ticket, is offered again at this interval, besides whenever one ends. */
const AGAIN_MS = 5 * MINUTE_MS;

/** Offers the follow-up that a pull request's record asks for, and sets the next reminder; it stands until its run is admitted. */
export async function offerFollowUp(
  deps: AdvanceRunDeps,
  { pull }: Pick<TicketTimer, 'pull' | 'tracker' | 'ticketId'>,
): Promise<string> {
  const record = pull && (await deps.pullRequests.read(pull));
  const next = record?.next;
  if (record === undefined || next === undefined) return 'nothing is wanted';
  if (record.state !== 'open') return 'left: the pull request is not open';
  const { tracker, ticketId, mappingId, owner, repo, number } = record;
  const now = deps.clock.now();
  // Before its run is dispatched the pull request is read.
  const readAt = readableAt(record, 1, now);
  const [, notBefore = now] = [next.notBefore, readAt].sort();
  const dueAt = notBefore > now ? notBefore : plus(now, AGAIN_MS);
  await deps.timers.set({ kind: 'offer-follow-up', dueAt, tracker, ticketId, pull: { owner, repo, number } });
  if (notBefore > now) return 'not yet due';
  const mapping = await deps.mappings.read(mappingId);
  const hold = mapping && holdOf(mapping);
  if (hold !== undefined) return `waits: ${hold.detail}`;
  const spent = mapping && (await budgetHold(deps, record, mapping));
  if (mapping !== undefined && spent !== undefined) return tellSpent(deps, record, mapping, spent);
  // Whoever comes at the same time from another ticket's end may have taken the last one.
  if ((await reserveReads(deps, record, justOne)) === 0) return 'left: somebody else offers it';
  const { runId, attempt, retryOf } = next;
  await deps.candidates.offer({
    ...{ tracker, ticketId, runId, mappingId, attempt, retryOf },
    phase: 'gap-fill',
    isExplicit: true,
    pull: { owner, repo, number },
    offeredAt: now,
  });
  return 'offered';
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
