import { expect, test } from 'vitest';
import { receiveDelivery } from '../../../functions/github-webhook/receive-delivery.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakePullRequestStore } from '../../fakes/fake-pull-request-store.ts';
import { fakeLifecycleQueue } from '../../fakes/fake-queues.ts';

const EVENTS = [
  ['issue_comment', 'created', 'conversation'],
  ['pull_request_review_comment', 'edited', 'inline'],
  ['pull_request_review', 'dismissed', 'review'],
] as const;

/** What becomes of something that was written, by what GitHub says of its author. */
async function spokenOf(event: string, action: string, whose: object) {
  const clock = fakeClock('2026-01-05T09:00:00.000Z');
  const lifecycle = fakeLifecycleQueue(clock);
  const pullRequests = fakePullRequestStore();
  await pullRequests.write(aPullRequestRecord({ repositoryId: '1' }));
  const text = { id: 41, body: 'Hm.', ...whose };
  const place = { number: 7, pull_request: {} };
  const parts = { issue: place, pull_request: place, comment: text, review: text };
  const payload = { action, repository: { id: 1, full_name: 'acme/backend' }, ...parts };
  await receiveDelivery({ pullRequests, lifecycle, clock }, { event, payload, deliveryId: 'guid-1' });
  return lifecycle.waiting();
}

const AUTHORS = [
  [
    'somebody without any part in the repository',
    { user: { login: 'mallory', type: 'User' }, author_association: 'NONE' },
    { author: { login: 'mallory', isInsider: false }, isBot: false },
  ],
  [
    'somebody of whom nothing is said',
    { user: { login: 'mallory' } },
    { author: { login: 'mallory', isInsider: false }, isBot: false },
  ],
  [
    'a member',
    { user: { login: 'ada' }, author_association: 'MEMBER' },
    { author: { login: 'ada', isInsider: true }, isBot: false },
  ],
  [
    'a bot',
    { user: { login: 'ai[bot]', type: 'Bot' }, author_association: 'NONE' },
    { author: { login: 'ai[bot]', isInsider: false }, isBot: true },
  ],
] as const;

test.each(EVENTS.flatMap((event) => AUTHORS.map((author) => [...event, ...author] as const)))(
  '%s, %s (%s): the event says that it is of %s',
  async (event, action, kind, _, whose, written) => {
    expect(await spokenOf(event, action, whose)).toMatchObject([
      { type: 'PullRequestSpoken', written: { comment: { kind, commentId: '41' }, ...written } },
    ]);
  },
);

test('of a deleted account nothing is said', async () => {
  const [spoken] = await spokenOf('issue_comment', 'created', { user: null });
  expect(spoken).toMatchObject({ type: 'PullRequestSpoken' });
  expect(JSON.parse(JSON.stringify(spoken))).not.toHaveProperty('written');
});
