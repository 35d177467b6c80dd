import type { CommentTrigger, TriggerAnswer } from '../../shared/contract/comment-trigger.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { isDefaultBranch, type TriggerClaims, wrongTriggerClaim } from '../../shared/domain/trigger-claims.ts';
import type { CommentTriggerDeps } from './comment-trigger-deps.ts';

/**
 * Takes the word of a repository's `comment-trigger.yml` that somebody wrote a comment. GitHub attests repository, ref and who
 * acted, and nothing else is believed: what the comment says, and whether its author may ask for work, is read from GitHub by
 * whoever takes the event. The file may be one that a branch changed, so that it can name any comment, which gains it nothing.
 */
export async function takeTrigger(
  deps: CommentTriggerDeps,
  { trigger, oidcToken }: { trigger: CommentTrigger; oidcToken: string | undefined },
): Promise<TriggerAnswer> {
  if (oidcToken === undefined || oidcToken === '') {
    throw new AppError('missing_oidc', 'send an OIDC token of the calling job as x-github-oidc-token');
  }
  const claims = await deps.workflows.verify(oidcToken);
  const { repository_id: repositoryId } = claims;
  const pull = { ...repositoryOf(claims), number: trigger.pullNumber, repositoryId };
  const record = await deps.pullRequests.read(pull);
  if (record === undefined) return { status: 'ignored', reason: 'not_our_pull_request' };
  const mapping = await deps.mappings.read(record.mappingId);
  const defaultBranch = mapping?.defaultBranch ?? record.base;
  const wrong = wrongTriggerClaim(claims, { pullNumber: pull.number, defaultBranch });
  if (wrong !== undefined) {
    throw new AppError(
      'oidc_refused',
      `the OIDC token is none of a comment trigger: its claim "${wrong}" does not fit`,
    );
  }
  const { tracker, ticketId, owner, repo, number } = record;
  const { kind, commentId } = trigger;
  // What a file of the default branch says of the author was judged by GitHub, and not by the branch that asks.
  const isInsider = trigger.isInsider && isDefaultBranch(claims, defaultBranch);
  await deps.lifecycle.send({
    type: 'PullRequestCommented',
    ...{ tracker, ticketId },
    pull: { owner, repo, number },
    comment: { kind, commentId },
    author: { login: claims.actor ?? '', isInsider },
    arrivalId: `${claims.run_id}-${claims.run_attempt}-${commentId}`,
  });
  return { status: 'queued' };
}

function repositoryOf({ repository }: TriggerClaims): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
