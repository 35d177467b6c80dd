import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { refusedReply } from '../../../shared/domain/follow-ups/follow-up-comments.ts';
import { commentName, isSameRepository } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { commandOf, takeComment } from './take-comment.ts';

type Commented = Extract<LifecycleEvent, { type: 'ForeignPullRequestCommented' }>;

/**
 * Tells a writer who commands us on a pull request that no run opened that it is none of ours, where the repository is of a mapping.
 * Nobody else gets an answer, and costs one request to GitHub at most. Where GitHub cannot be asked now, nothing is said.
 */
export async function answerForeign(deps: AdvanceRunDeps, event: Commented): Promise<string> {
  const { pull, author, comment, deliveredAt } = event;
  const record = await deps.pullRequests.read(pull);
  if (record !== undefined) {
    // It was opened just now, and its record was not there yet.
    const { tracker, ticketId, owner, repo, number } = record;
    return takeComment(deps, { tracker, ticketId, pull: { owner, repo, number }, author, comment, deliveredAt });
  }
  const isMapped = (await deps.mappings.all()).some((mapping) => isSameRepository(mapping, pull));
  if (!isMapped) return 'dropped: the repository is of no mapping';
  try {
    return await answer(deps, event);
  } catch (error) {
    if (error instanceof ServiceUnavailable) return `dropped: ${error.reason}`;
    if (error instanceof AppError) return `dropped: ${error.code}`;
    throw error;
  }
}

async function answer(deps: AdvanceRunDeps, { pull, author, comment }: Commented): Promise<string> {
  if (!(await deps.host.mayWrite(pull, author.login))) return 'dropped: whoever wrote it may not write';
  const written = await deps.host.comment(pull, comment);
  if (written === undefined || commandOf(written, author.login) === undefined) return 'dropped: it is no command';
  const answerId = `refused ${commentName(comment)}`;
  const body = refusedReply({ why: 'not_ours' }, deps.version);
  await deps.host.say(pull, { answerId, body, since: written.at });
  return 'answered: not ours';
}
