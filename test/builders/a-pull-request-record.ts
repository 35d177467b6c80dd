import {
  type FollowUpRequest,
  newPullRequestRecord,
  type PullRequestRecord,
} from '../../shared/domain/follow-ups/pull-request-record.ts';

/** An open pull request on which nothing has happened. */
export function aPullRequestRecord(overrides: Partial<PullRequestRecord> = {}): PullRequestRecord {
  const place = { owner: 'acme', repo: 'backend', number: 7, tracker: 'linear', ticketId: 'ticket-1' } as const;
  const url = `https://github.test/acme/backend/pull/${overrides.number ?? place.number}`;
  const opened = { ...place, mappingId: 'mapping-1', head: 'ai-implement/ENG-1-add-user-export', base: 'main', url };
  return { ...newPullRequestRecord(opened, '2026-01-05T09:00:00.000Z'), ...overrides };
}

export function aFollowUpRequest(overrides: Partial<FollowUpRequest> = {}): FollowUpRequest {
  const at = '2026-01-05T09:10:00.000Z';
  return { kind: 'conversation', commentId: '41', by: 'ada', at, instruction: 'add a test', ...overrides };
}
