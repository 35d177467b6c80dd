import type { Instant } from '../time.ts';
import { isSameRepository, type PullRequestRecord, type PullRequestView } from './pull-request-record.ts';

/** The record once GitHub was looked at. A pull request that GitHub does not show any more counts as closed. */
export function withView(
  record: PullRequestRecord,
  view: PullRequestView | undefined,
  reconciledAt: Instant,
): PullRequestRecord {
  if (view === undefined) return { ...record, state: 'closed', reconciledAt };
  const { repositoryId, owner, repo, state, base, headSha, isDraft, overAt } = view;
  const isSame = isSameRepository(record, view);
  const renamedTo = isSame ? undefined : { owner, repo };
  return { ...record, repositoryId, renamedTo, state, base, headSha, isDraft, overAt, reconciledAt };
}
