import type { TicketTimer } from '../../../shared/contract/events.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { lookForFeedback } from './look-for-feedback.ts';
import { offerFollowUp } from './offer-follow-up.ts';
import { takeChange } from './take-change.ts';

/** The quiet minute of a pull request is over: what was said on it is taken in, and the follow-up that it asks for is offered. */
export async function takeFeedback(
  deps: AdvanceRunDeps,
  { pull, tracker, ticketId }: Pick<TicketTimer, 'pull' | 'tracker' | 'ticketId'>,
): Promise<string> {
  const record = pull && (await deps.pullRequests.read(pull));
  if (pull === undefined || record?.lookDueAt === undefined) return 'nothing new';
  const now = deps.clock.now();
  // Something was said since: a later timer stands for it.
  if (record.lookDueAt > now) return `not before ${record.lookDueAt}`;
  const { outcome, record: noted } = await lookForFeedback(deps, record);
  if (outcome === 'over') return takeChange(deps, { pull, tracker, ticketId });
  const isNew = noted.next !== undefined && noted.next.runId !== record.next?.runId;
  const offered = isNew ? await offerFollowUp(deps, { pull, tracker, ticketId }) : 'nothing new is wanted';
  await answerPullRequest(deps, { pull });
  return `${outcome}: ${offered}`;
}
