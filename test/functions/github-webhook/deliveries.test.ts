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
const OTHERS = [
  'pull_request_review_thread',
  'check_suite',
  'installation',
  'installation_repositories',
  'repository',
  'ping',
  'push',
];

/** The webhook where a run of ours opened each pull request that is asked for. */
function aWebhook() {
  const lifecycle = fakeLifecycleQueue(fakeClock());
  const pullRequests = { read: async () => aPullRequestRecord({ ticketId: 'ticket-9' }) };
  const take = (delivery: ExampleDelivery, deliveryId: string = crypto.randomUUID()) =>
    receiveDelivery({ pullRequests, lifecycle }, { ...delivery, deliveryId });
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

test('of the published deliveries of followed events, on our pull requests and with the command, fewer than half are ignored', async () => {
  const { take, lifecycle } = aWebhook();
  const examples = exampleDeliveries('api.github.com', FOLLOWED).map(asAsked);

  const answers = await Promise.all(examples.map((example) => take(example)));

  const ignored = answers.filter(({ status }) => status === 'ignored');
  expect(examples).toHaveLength(52);
  expect(ignored.length).toBeLessThan(examples.length / 2);
  expect(new Set(ignored.map((answer) => 'reason' in answer && answer.reason))).toEqual(
    new Set(['action_not_followed']),
  );
  const sent = lifecycle.waiting().map((event) => LifecycleEvent.parse(event).type);
  expect(sent).toHaveLength(examples.length - ignored.length);
  expect(new Set(sent)).toEqual(new Set(['PullRequestCommented', 'PullRequestChanged', 'WorkflowRunEnded']));
});

test('every row of the table has a published delivery that it is tested with, except changes of the base', async () => {
  const { take } = aWebhook();
  const examples = exampleDeliveries('api.github.com', FOLLOWED).map(asAsked);

  const untested = WEBHOOK_EVENTS.filter(
    ({ event, actions }) =>
      !examples.some((each) => each.event === event && actions.includes(String(each.payload['action']))),
  );
  const edited = { ...examples.find(({ event }) => event === 'pull_request')?.payload, action: 'edited' };
  const ofBase = { ...edited, changes: { base: { ref: { from: 'main' }, sha: { from: 'abc' } } } };
  const ofTitle = { ...edited, changes: { title: { from: 'Old' } } };

  expect(untested.map(({ event, actions }) => [event, actions])).toEqual([['pull_request', ['edited']]]);
  expect(await take({ event: 'pull_request', payload: ofBase })).toEqual({
    status: 'queued',
    as: 'PullRequestChanged',
  });
  expect(await take({ event: 'pull_request', payload: ofTitle })).toEqual({
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
