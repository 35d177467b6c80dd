import type { FindingList, FindingView } from '../../../shared/contract/pull-request-views.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { FindingRecord } from '../../../shared/domain/follow-ups/finding.ts';
import { reasonOf } from '../../../shared/domain/follow-ups/finding-reason.ts';
import { FINDING_STATES } from '../../../shared/domain/follow-ups/finding-states.ts';
import type { CommentKind, PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { holdOf } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';

const MOST_FINDINGS = 200;
/** Characters of a finding that a list shows. */
const SHOWN_BODY = 400;

/** What was found on one pull request, and why each finding stands as it does. */
export async function listFindings(
  deps: Pick<AdminDeps, 'pullRequests' | 'mappings' | 'clock'>,
  { owner, repo, number }: { owner: string; repo: string; number: string },
): Promise<FindingList> {
  const record = await deps.pullRequests.read({ owner, repo, number: Number(number) });
  if (record === undefined) throw new AppError('not_found', `${owner}/${repo}#${number} is no pull request of ours`);
  const now = deps.clock.now();
  const findings = (await deps.pullRequests.findings(record)).sort(
    (one, other) =>
      FINDING_STATES.indexOf(one.state) - FINDING_STATES.indexOf(other.state) ||
      other.updatedAt.localeCompare(one.updatedAt),
  );
  const mapping = await deps.mappings.read(record.mappingId);
  const on = { record, findings, now, hold: mapping && holdOf(mapping)?.detail };
  return {
    now,
    findings: findings.slice(0, MOST_FINDINGS).map((finding) => present(record, finding, reasonOf(finding, on))),
    isCut: findings.length > MOST_FINDINGS,
  };
}

/** Where GitHub shows a comment on the page of its pull request. */
const ANCHORS: Record<CommentKind, string> = {
  conversation: 'issuecomment-',
  inline: 'discussion_r',
  review: 'pullrequestreview-',
};

function present({ url }: PullRequestRecord, finding: FindingRecord, reason: string): FindingView {
  const { fingerprint, source, kind, commentId, path, line, body, state, answeredBy, updatedAt } = finding;
  return {
    ...{ fingerprint, login: source.login, kind, url: `${url}#${ANCHORS[kind]}${commentId}`, path, line },
    body: body.slice(0, SHOWN_BODY),
    ...{ state, reason, updatedAt },
    answeredBy: answeredBy && { runId: answeredBy.runId, commit: answeredBy.commit },
  };
}
