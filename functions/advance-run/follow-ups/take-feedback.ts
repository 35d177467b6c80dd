import type { TicketTimer } from '../../../shared/contract/events.ts';
import type { PullRequestId } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { UnheardCommand } from '../../../shared/domain/follow-ups/unheard-commands.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { lookForFeedback } from './look-for-feedback.ts';
import { offerFollowUp } from './offer-follow-up.ts';
import { takeChange } from './take-change.ts';
import { takeComment } from './take-comment.ts';
import { wakeUp } from './wake-up.ts';

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
  const { outcome, record: noted, commands = [] } = await lookForFeedback(deps, record);
  if (outcome === 'over') return takeChange(deps, { pull, tracker, ticketId });
  const isNew = noted.next !== undefined && noted.next.runId !== record.next?.runId;
  const offered = isNew ? await offerFollowUp(deps, { pull, tracker, ticketId }) : 'nothing new is wanted';
  await answerPullRequest(deps, { pull });
  await takeUnheard(deps, { pull, tracker, ticketId }, commands);
  return `${outcome}: ${offered}`;
}

/** Each costs up to three requests; the next look finds the others. */
const UNHEARD_A_LOOK = 2;

/** Whether somebody has some part in the repository is not known here, so who may not write gets no answer. */
async function takeUnheard(
  deps: AdvanceRunDeps,
  place: TicketRef & { pull: PullRequestId },
  commands: readonly UnheardCommand[],
): Promise<void> {
  for (const { comment, login } of commands.slice(0, UNHEARD_A_LOOK))
    await takeComment(deps, { ...place, comment, author: { login, isInsider: false } });
  if (commands.length > UNHEARD_A_LOOK) await wakeUp(deps, place, 0);
}
