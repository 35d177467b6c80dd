import { expect, test } from 'vitest';
import { absorbPullRequest, withState } from '../../../shared/domain/follow-ups/absorb-pull-request.ts';
import type { PullRequestState, PullRequestView } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { MARKER_CHANGES, markerChangeOf } from '../../../shared/domain/marker-change.ts';
import type { TicketRecord, TicketStatus } from '../../../shared/domain/ticket-record.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';

const { url } = aPullRequestRecord();
const now = '2026-01-05T12:00:00.000Z';
const EARLIER = '2026-01-05T11:00:00.000Z';

function absorbed(record: TicketRecord, state: PullRequestState, isCompleted = true): TicketRecord {
  return absorbPullRequest(record, { pull: { url, state }, now, isCompleted, commentId: (text) => text, version: '1' });
}

/** A ticket with its pull request; one whose pull request was seen closed says when. */
const ticket = (status: TicketStatus, prClosedAt?: string) =>
  aTicketRecord({ status, prUrl: url, ...(prClosedAt && { prClosedAt }) });

const NEWS = { now: '2026-01-05T09:00:00.000Z', version: '1' };

test.each<[string, TicketRecord, PullRequestState, TicketStatus]>([
  ['in review', ticket('pr_ready'), 'merged', 'merged'],
  ['in review', ticket('pr_ready'), 'closed', 'closed'],
  ['in review', ticket('pr_ready'), 'open', 'pr_ready'],
  ['implemented', ticket('implementing'), 'merged', 'merged'],
  ['implemented', ticket('implementing'), 'closed', 'closed'],
  ['implemented', ticket('implementing'), 'open', 'implementing'],
  ['closed by a person', ticket('closed'), 'merged', 'merged'],
  ['closed by a person', ticket('closed'), 'closed', 'closed'],
  ['closed by a person', ticket('closed'), 'open', 'closed'],
  ['over, since its pull request was closed', ticket('closed', EARLIER), 'merged', 'merged'],
  ['over, since its pull request was closed', ticket('closed', EARLIER), 'closed', 'closed'],
  ['over, since its pull request was closed', ticket('closed', EARLIER), 'open', 'pr_ready'],
  ['merged', ticket('merged'), 'closed', 'merged'],
  ['merged', ticket('merged'), 'open', 'merged'],
  ['in another round', aTicketRecord({ status: 'pr_ready', prUrl: `${url}9` }), 'merged', 'pr_ready'],
  ['waiting for its next round', aTicketRecord({ status: 'ready' }), 'merged', 'ready'],
])(
  'a ticket that is %s, whose pull request is now %3$s, is then %4$s, however often it is told',
  (_, before, state, status) => {
    const once = absorbed(before, state);

    expect(once.status).toBe(status);
    expect(absorbed(once, state)).toBe(once);
  },
);

test('a closed pull request has one comment for each time, and a reopened one none', () => {
  const closed = absorbed(ticket('pr_ready'), 'closed');
  expect(closed.comments.map(({ commentId }) => commentId)).toEqual([`${url} closed ${now}`]);
  expect(absorbed(closed, 'open').comments).toEqual(closed.comments);
});

test.each([
  [true, { remove: MARKER_CHANGES.merged.remove, isDone: true }],
  [false, { remove: [...MARKER_CHANGES.merged.remove, 'trigger'], isDone: false }],
])('whether a merged ticket is completed is what its mapping said then (%s)', (isCompleted, change) => {
  expect(markerChangeOf(absorbed(ticket('pr_ready'), 'merged', isCompleted))).toMatchObject(change);
});

const next = { runId: 'next', attempt: 1, notBefore: now, requests: [aFollowUpRequest()] };

test.each<[PullRequestState, unknown, string[]]>([
  ['open', next, []],
  ['closed', next, []],
  ['merged', undefined, ['merged next']],
])('what waits on a pull request that is %s', (state, left, said) => {
  const view: PullRequestView = {
    ...{ repositoryId: '1', owner: 'acme', repo: 'backend', isDraft: false },
    ...{ state, base: 'release', head: 'work', headSha: 'c0ffee' },
  };
  const once = withState(aPullRequestRecord({ next }), view, NEWS);

  expect(once).toMatchObject({ state, base: 'release' });
  expect(once.next).toEqual(left);
  expect(once.wanted.map((answer) => (answer.what === 'say' ? answer.answerId : ''))).toEqual(said);
  expect(withState(once, view, NEWS)).toEqual(once);
  expect(withState(once, undefined, NEWS)).toEqual(once);
});
