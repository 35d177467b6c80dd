import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { webhooksPage } from '../../../docs/write/webhooks-page.ts';
import { receiveDelivery } from '../../../functions/github-webhook/receive-delivery.ts';
import { LifecycleEvent } from '../../../shared/contract/events.ts';
import { IGNORED_DELIVERIES, WEBHOOK_EVENTS } from '../../../shared/contract/webhook-events.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakeLifecycleQueue } from '../../fakes/fake-queues.ts';
import { type ExampleDelivery, exampleDeliveries, SERVERS } from './example-deliveries.ts';

const FOLLOWED = [...new Set(WEBHOOK_EVENTS.map(({ event }) => event))];
const OTHERS = ['ping', 'push', 'check_run', 'star'];

/** The webhook where a run of ours opened each pull request that is asked for. */
function aWebhook() {
  const clock = fakeClock();
  const lifecycle = fakeLifecycleQueue(clock);
  const record = async () => aPullRequestRecord({ ticketId: 'ticket-9' });
  const pullRequests = { read: record, ofHead: record };
  const take = (delivery: ExampleDelivery, deliveryId: string = crypto.randomUUID()) =>
    receiveDelivery({ pullRequests, lifecycle, clock }, { ...delivery, deliveryId });
  return { lifecycle, take };
}

/** As the example, with the command in what was written, on a pull request, or in a run of ours. */
function asAsked({ event, payload }: ExampleDelivery): ExampleDelivery {
  const edit = (name: string, change: object) => ({
    [name]: { ...(payload[name] as object), ...change },
  });
  const body = 'Good.\n\n/ai-implement add a test';
  const asked: Record<string, object> = {
    issue_comment: { ...edit('comment', { body }), ...edit('issue', { pull_request: { url: 'https://x.test' } }) },
    pull_request_review: edit('review', { body }),
    pull_request_review_comment: edit('comment', { body }),
    workflow_run: edit('workflow_run', { display_title: 'ENG-1 implementation 01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
  };
  return { event, payload: { ...payload, ...asked[event] } };
}

test.each(SERVERS)('all published deliveries of %s are taken, and what is ignored has its reason', async (server) => {
  const { take } = aWebhook();
  const examples = exampleDeliveries(server, [...FOLLOWED, ...OTHERS]);

  const answers = await Promise.all(examples.map((example) => take(example)));

  expect(examples.length).toBeGreaterThan(10);
  const reasons = answers.map((answer) => (answer.status === 'ignored' ? answer.reason : 'queued'));
  expect(reasons.filter((reason) => reason !== 'queued' && !Object.hasOwn(IGNORED_DELIVERIES, reason))).toEqual([]);
});

test.each([
  [
    'as they are',
    (example: ExampleDelivery) => example,
    ['action_not_followed', 'issue_not_pull_request', 'not_our_run'],
  ],
  ['with the command, on pull requests and runs of ours', asAsked, ['action_not_followed']],
])('of the published deliveries of the ten events, %s, fewer than half are ignored', async (_, as, reasons) => {
  const { take, lifecycle } = aWebhook();
  const examples = exampleDeliveries('api.github.com', FOLLOWED).map(as);

  const answers = await Promise.all(examples.map((example) => take(example)));

  const ignored = answers.filter(({ status }) => status === 'ignored');
  expect(FOLLOWED).toHaveLength(10);
  expect(examples).toHaveLength(87);
  expect(ignored.length).toBeLessThan(examples.length / 2);
  expect(new Set(ignored.map((answer) => 'reason' in answer && answer.reason))).toEqual(new Set(reasons));
  const sent = lifecycle.waiting().map((event) => LifecycleEvent.parse(event).type);
  expect(sent).toHaveLength(examples.length - ignored.length);
  const becomes = WEBHOOK_EVENTS.map(({ outcome }) => outcome.becomes);
  const unasked = reasons.includes('not_our_run') ? ['PullRequestCommented', 'WorkflowRunEnded'] : [];
  expect(new Set([...sent, ...unasked])).toEqual(new Set(becomes));
});

/** What happens and was not published; each stands in the table. */
const UNPUBLISHED = [
  ['pull_request_review', 'edited'],
  ['pull_request', 'edited'],
  ['repository', 'archived'],
  ['repository', 'unarchived'],
  ['repository', 'deleted'],
];

test('every action of the table has a published delivery that it is tested with, or is named here', async () => {
  const { take } = aWebhook();
  const examples = exampleDeliveries('api.github.com', FOLLOWED).map(asAsked);
  const untested = WEBHOOK_EVENTS.flatMap(({ event, actions }) =>
    actions
      .filter((action) => !examples.some((each) => each.event === event && each.payload['action'] === action))
      .map((action) => [event, action]),
  );

  expect([...new Map(untested.map((each) => [each.join(), each])).values()]).toEqual(UNPUBLISHED);
  for (const [event = '', action = ''] of UNPUBLISHED) {
    const example = examples.find((each) => each.event === event) ?? expect.unreachable();
    const changes = { base: { ref: { from: 'main' }, sha: { from: 'abc' } } };
    expect(await take({ event, payload: { ...example.payload, action, changes } })).toMatchObject({ status: 'queued' });
  }
});

test('an edit of a pull request that leaves its base is ignored', async () => {
  const { take } = aWebhook();
  const [{ payload } = expect.unreachable()] = exampleDeliveries('api.github.com', ['pull_request']);
  const edited = { ...payload, action: 'edited', changes: { title: { from: 'Old' } } };

  expect(await take({ event: 'pull_request', payload: edited })).toEqual({
    status: 'ignored',
    reason: 'base_not_changed',
  });
});

test('a delivery that comes once more is sent once', async () => {
  const { take, lifecycle } = aWebhook();
  const [example] = exampleDeliveries('api.github.com', ['pull_request']).filter(
    ({ payload }) => payload['action'] === 'closed',
  );
  if (example === undefined) throw new Error('there is no such example');

  await take(example, 'guid-1');
  await take(example, 'guid-1');
  await take(example, 'guid-2');

  expect(lifecycle.waiting()).toMatchObject([{ arrivalId: 'guid-1' }, { arrivalId: 'guid-2' }]);
});

test('the page of webhooks is the table as it is now; npm run docs writes it', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
  expect(page).toBe(webhooksPage());
});
