import { expect, test } from 'vitest';
import { receiveDelivery } from '../../../functions/github-webhook/receive-delivery.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakePullRequestStore } from '../../fakes/fake-pull-request-store.ts';
import { fakeLifecycleQueue } from '../../fakes/fake-queues.ts';

async function aWebhook() {
  const lifecycle = fakeLifecycleQueue(fakeClock());
  const store = fakePullRequestStore();
  await store.write(aPullRequestRecord());
  const reads: unknown[] = [];
  const pullRequests = {
    read(id: Parameters<typeof store.read>[0]) {
      reads.push(id);
      return store.read(id);
    },
  };
  const take = (event: string, payload: unknown) =>
    receiveDelivery({ pullRequests, lifecycle }, { event, payload, deliveryId: 'guid-1' });
  return { lifecycle, reads, take };
}

const repository = { full_name: 'acme/backend' };
const ADA = { login: 'ada', type: 'User' };

/** An `issue_comment`, with changes to the comment and to what it stands on. */
function aComment(comment: object = {}, issue: object = {}) {
  const written = { id: 41, body: '/ai-implement add a test', user: ADA, author_association: 'MEMBER' };
  return {
    action: 'created',
    repository,
    issue: { number: 7, pull_request: { url: 'https://github.test' }, ...issue },
    comment: { ...written, ...comment },
  };
}

test('a comment with the command becomes an event of ids alone', async () => {
  const { take, lifecycle } = await aWebhook();

  expect(await take('issue_comment', aComment())).toEqual({ status: 'queued', as: 'PullRequestCommented' });
  expect(lifecycle.waiting()).toEqual([
    {
      type: 'PullRequestCommented',
      tracker: 'linear',
      ticketId: 'ticket-1',
      pull: { owner: 'acme', repo: 'backend', number: 7 },
      comment: { kind: 'conversation', commentId: '41' },
      author: { login: 'ada', isInsider: true },
      arrivalId: 'guid-1',
    },
  ]);
});

test.each([
  ['OWNER', true],
  ['MEMBER', true],
  ['COLLABORATOR', true],
  ['CONTRIBUTOR', false],
  ['FIRST_TIMER', false],
  ['NONE', false],
  [undefined, false],
])('who wrote as %s is an insider: %s', async (association, isInsider) => {
  const { take, lifecycle } = await aWebhook();
  await take('issue_comment', aComment({ author_association: association }));

  expect(lifecycle.waiting()).toMatchObject([{ author: { login: 'ada', isInsider } }]);
});

test('ids above 2^53 arrive as they were written', async () => {
  const { take, lifecycle } = await aWebhook();
  await take('issue_comment', aComment({ id: '3804004623172239367' }));

  expect(lifecycle.waiting()).toMatchObject([{ comment: { commentId: '3804004623172239367' } }]);
});

test('names of a repository in other capitals are the same pull request', async () => {
  const { take } = await aWebhook();
  const payload = { ...aComment(), repository: { full_name: 'ACME/Backend' } };

  expect(await take('issue_comment', payload)).toMatchObject({ status: 'queued' });
});

/** Each with the number of records that were read for it. */
const IGNORED: [string, string, unknown, string, number][] = [
  ['another event', 'star', { action: 'created' }, 'event_not_followed', 0],
  ['an event without any action', 'push', {}, 'event_not_followed', 0],
  ['another action', 'issue_comment', { ...aComment(), action: 'deleted' }, 'action_not_followed', 0],
  ['an action of another shape', 'pull_request', { action: 'labeled' }, 'action_not_followed', 0],
  ['a comment on an issue', 'issue_comment', aComment({}, { pull_request: undefined }), 'issue_not_pull_request', 0],
  ['a deleted account', 'issue_comment', aComment({ user: null }), 'no_author', 0],
  ['a bot', 'issue_comment', aComment({ user: { login: 'ai[bot]', type: 'Bot' } }), 'author_is_bot', 0],
  ['a bot of an old server', 'issue_comment', aComment({ user: { login: 'ai[bot]' } }), 'author_is_bot', 0],
  ['praise', 'issue_comment', aComment({ body: 'Thanks.' }), 'no_command', 0],
  ['a quoted command', 'issue_comment', aComment({ body: '> /ai-implement' }), 'no_command', 0],
  ['a comment without text', 'issue_comment', aComment({ body: null }), 'no_command', 0],
  ['a pull request of somebody else', 'issue_comment', aComment({}, { number: 8 }), 'not_our_pull_request', 1],
  [
    'a workflow of the repository',
    'workflow_run',
    { action: 'completed', workflow_run: { display_title: 'CI' } },
    'not_our_run',
    0,
  ],
  ['a workflow run without a name', 'workflow_run', { action: 'completed', workflow_run: {} }, 'not_our_run', 0],
  [
    'a name like ours',
    'workflow_run',
    { action: 'completed', workflow_run: { display_title: 'ENG-1 deployment 01ARZ3NDEKTSV4RRFFQ69G5FAV' } },
    'not_our_run',
    0,
  ],
];

test.each(IGNORED)('%s is ignored with its reason', async (_, event, payload, reason, records) => {
  const { take, lifecycle, reads } = await aWebhook();

  expect(await take(event, payload)).toEqual({ status: 'ignored', reason });
  expect(lifecycle.waiting()).toEqual([]);
  expect(reads).toHaveLength(records);
});

test('the end of a workflow run of ours is an event of its run, which nobody reads here', async () => {
  const { take, lifecycle, reads } = await aWebhook();
  const runId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const payload = { action: 'completed', workflow_run: { display_title: `ENG-1 gap-fill ${runId}` } };

  expect(await take('workflow_run', payload)).toEqual({ status: 'queued', as: 'WorkflowRunEnded' });
  expect(lifecycle.waiting()).toEqual([{ type: 'WorkflowRunEnded', runId, arrivalId: 'guid-1' }]);
  expect(reads).toEqual([]);
});

test.each([
  ['no number', { ...aComment(), issue: { pull_request: {} } }, 'issue.number'],
  ['no repository', { ...aComment(), repository: undefined }, 'repository'],
  ['a name without owner', { ...aComment(), repository: { full_name: 'backend' } }, 'repository.full_name'],
  ['an id of another kind', aComment({ id: 'forty' }), 'comment.id'],
  ['an id of zero', aComment({ id: 0 }), 'comment.id'],
  ['no object', 'text', 'body'],
])('a followed event with %s is refused, with the name of the field', async (_, payload, field) => {
  const { take } = await aWebhook();

  const refusal = { code: 'invalid_body', detail: expect.stringContaining(`${field}:`) };
  await expect(take('issue_comment', payload)).rejects.toMatchObject(refusal);
});

test('nothing is answered while the queue does not take it', async () => {
  const { take, lifecycle } = await aWebhook();
  lifecycle.faults.goDown();

  await expect(take('issue_comment', aComment())).rejects.toThrow('does not answer');
});
