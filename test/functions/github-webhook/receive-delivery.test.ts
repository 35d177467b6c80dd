import { expect, test } from 'vitest';
import { receiveDelivery } from '../../../functions/github-webhook/receive-delivery.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakePullRequestStore } from '../../fakes/fake-pull-request-store.ts';
import { fakeLifecycleQueue } from '../../fakes/fake-queues.ts';

const STRANGER = { author_association: 'NONE' };

async function aWebhook() {
  const clock = fakeClock('2026-01-05T09:00:00.000Z');
  const lifecycle = fakeLifecycleQueue(clock);
  const store = fakePullRequestStore();
  await store.write(aPullRequestRecord({ repositoryId: '1', headSha: 'c0ffee1' }));
  const reads: unknown[] = [];
  const pullRequests: Pick<typeof store, 'read' | 'ofHead'> = {
    read(id) {
      reads.push(id);
      return store.read(id);
    },
    ofHead(head) {
      reads.push(head);
      return store.ofHead(head);
    },
  };
  const take = (event: string, payload: unknown) =>
    receiveDelivery({ pullRequests, lifecycle, clock }, { event, payload, deliveryId: 'guid-1' });
  return { lifecycle, reads, take };
}

const ARRIVAL = { arrivalId: 'guid-1', deliveredAt: '2026-01-05T09:00:00.000Z' };
const repository = { id: 1, full_name: 'acme/backend' };
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
      ...ARRIVAL,
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
  const payload = { ...aComment(), repository: { id: 1, full_name: 'ACME/Backend' } };

  expect(await take('issue_comment', payload)).toMatchObject({ status: 'queued' });
});

const BOT = { login: 'ai[bot]', type: 'Bot' };
const OURS = 'The gaps.\n\n<!-- ai-implement:gap-analysis -->';
const edited = (comment: object) => ({ ...aComment(comment), action: 'edited' });

/** What is written without a command of a person is something to look at. */
const WRITTEN: [string, string, unknown][] = [
  ['praise', 'issue_comment', aComment({ body: 'Thanks.' })],
  ['an edit of it', 'issue_comment', edited({ body: 'Thanks!' })],
  ['a quoted command', 'issue_comment', aComment({ body: '> /ai-implement' })],
  ['a comment without text', 'issue_comment', aComment({ body: null })],
  ['a deleted comment', 'issue_comment', { ...aComment(), action: 'deleted' }],
  ['a comment of a deleted account', 'issue_comment', aComment({ user: null })],
  ['a command of a bot', 'issue_comment', aComment({ user: BOT })],
  ['a command of a bot of an old server', 'issue_comment', aComment({ user: { login: 'ai[bot]' } })],
  ['our mark, copied by a person', 'issue_comment', aComment({ body: OURS })],
  ['a deleted inline comment', 'pull_request_review_comment', onPull({ comment: aComment().comment }, 'deleted')],
  ['a review that was dismissed', 'pull_request_review', onPull({ review: aComment().comment }, 'dismissed')],
  ['a thread that was resolved', 'pull_request_review_thread', onPull({}, 'resolved')],
  ['a thread that was opened again', 'pull_request_review_thread', onPull({}, 'unresolved')],
  ['checks of its head', 'check_suite', checks({})],
  [
    'checks that name it',
    'check_suite',
    checks({ head_sha: 'badc0de', pull_requests: [{ number: 8 }, { number: 7 }] }),
  ],
];

function onPull(parts: object, action: string) {
  return { action, repository, pull_request: { number: 7 }, ...parts };
}

function checks(suite: object) {
  return { action: 'completed', repository, check_suite: { head_sha: 'c0ffee1', pull_requests: [], ...suite } };
}

test.each(WRITTEN)('%s wakes its pull request up, with nothing but ids and whose it is', async (_, event, payload) => {
  const { take, lifecycle } = await aWebhook();

  expect(await take(event, payload)).toEqual({ status: 'queued', as: 'PullRequestSpoken' });
  const pull = { owner: 'acme', repo: 'backend', number: 7 };
  const { ticketId } = aPullRequestRecord();
  const ids = { tracker: 'linear', ticketId, pull, ...ARRIVAL };
  const [spoken] = lifecycle.waiting();
  const { written: __, ...told } = { written: undefined, ...spoken };
  expect(told).toEqual({ type: 'PullRequestSpoken', ...ids });
  expect(JSON.stringify(spoken)).not.toContain('Thanks');
});

test.each([
  ['a person without any part in it', { body: 'Hm.', ...STRANGER }, { isInsider: false, isBot: false }],
  ['a member', { body: 'Hm.', author_association: 'MEMBER' }, { isInsider: true, isBot: false }],
  ['a bot', { body: 'Hm.', user: BOT }, { isBot: true }],
])('is told whether it was %s who wrote', async (_, comment, whose) => {
  const { take, lifecycle } = await aWebhook();
  const { isInsider, isBot } = { isInsider: expect.any(Boolean), ...whose };

  await take('issue_comment', aComment(comment));

  const comments = { kind: 'conversation', commentId: String(aComment().comment.id) };
  const written = { comment: comments, author: { login: expect.any(String), isInsider }, isBot };
  expect(lifecycle.waiting()).toMatchObject([{ type: 'PullRequestSpoken', written }]);
});

test('a repository that was renamed has its pull requests still, and another of its former name has none of them', async () => {
  const { take, lifecycle } = await aWebhook();
  const called = (id: number, full_name: string) => ({ ...aComment(), repository: { id, full_name } });

  expect(await take('issue_comment', called(1, 'acme/server'))).toMatchObject({ status: 'queued' });
  expect(lifecycle.waiting()).toMatchObject([{ pull: { owner: 'acme', repo: 'backend', number: 7 } }]);
  expect(await take('issue_comment', called(2, 'acme/backend'))).toMatchObject({ as: 'ForeignPullRequestCommented' });
});

const RENAMED = { repository: { name: { from: 'backend' } } };
const MOVED = (kind: string) => ({ owner: { from: { [kind]: { login: 'ada' } } } });

test.each([
  ['renamed', RENAMED, { owner: 'acme', repo: 'backend' }],
  ['transferred', MOVED('user'), { owner: 'ada', repo: 'server' }],
  ['transferred', MOVED('organization'), { owner: 'ada', repo: 'server' }],
  ['archived', undefined, undefined],
  ['unarchived', undefined, undefined],
  ['deleted', undefined, undefined],
])('a repository that was %s is told by its number, with its names', async (action, changes, formerly) => {
  const { take, lifecycle, reads } = await aWebhook();
  const id = '3804004623172239367';
  await take('repository', { action, changes, repository: { id, full_name: 'acme/server' } });

  const names = { owner: 'acme', repo: 'server', ...(formerly && { formerly }) };
  expect(lifecycle.waiting()).toEqual([{ type: 'RepositoryChanged', repositoryId: id, ...names, ...ARRIVAL }]);
  expect(reads).toEqual([]);
});

test.each([
  ['installation', 'suspend', { login: 'acme' }, 'acme'],
  ['installation', 'new_permissions_accepted', { slug: 'acme-enterprise' }, undefined],
  ['installation', 'deleted', null, undefined],
  ['installation_repositories', 'removed', { login: 'acme' }, 'acme'],
])('%s %s is told by its owner, as far as that has a name', async (event, action, account, owner) => {
  const { take, lifecycle } = await aWebhook();
  await take(event, { action, installation: { id: 1, account } });

  expect(lifecycle.waiting()).toEqual([{ type: 'InstallationChanged', owner, ...ARRIVAL }]);
});

/** Each with the number of records that were read for it. */
const IGNORED: [string, string, unknown, string, number][] = [
  ['another event', 'star', { action: 'created' }, 'event_not_followed', 0],
  ['an event without any action', 'push', {}, 'event_not_followed', 0],
  ['another action', 'issue_comment', { ...aComment(), action: 'pinned' }, 'action_not_followed', 0],
  ['an action of another shape', 'pull_request', { action: 'labeled' }, 'action_not_followed', 0],
  ['a comment on an issue', 'issue_comment', aComment({}, { pull_request: undefined }), 'issue_not_pull_request', 0],
  ['a comment of ours', 'issue_comment', aComment({ user: BOT, body: OURS }), 'own_comment', 0],
  ['an edit of a comment of ours', 'issue_comment', edited({ user: BOT, body: OURS }), 'own_comment', 0],
  ['a stranger elsewhere', 'issue_comment', aComment(STRANGER, { number: 8 }), 'not_our_pull_request', 1],
  ['checks of another commit', 'check_suite', checks({ head_sha: 'badc0de' }), 'not_our_pull_request', 1],
  ['checks of another', 'check_suite', checks({ pull_requests: [{ number: 8 }] }), 'not_our_pull_request', 1],
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
  expect(lifecycle.waiting()).toMatchObject([{ type: 'WorkflowRunEnded', runId, arrivalId: 'guid-1' }]);
  expect(reads).toEqual([]);
});

test.each([
  ['no number', { ...aComment(), issue: { pull_request: {} } }, 'issue.number'],
  ['no repository', { ...aComment(), repository: undefined }, 'repository'],
  ['a repository without number', { ...aComment(), repository: { full_name: 'acme/backend' } }, 'repository.id'],
  ['a name without owner', { ...aComment(), repository: { id: 1, full_name: 'backend' } }, 'repository.full_name'],
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
