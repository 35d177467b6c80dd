import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trackerWebhooksPage } from '../../../docs/write/tracker-webhooks-page.ts';
import { receiveNotice } from '../../../functions/tracker-webhook/receive-notice.ts';
import { jiraDeliveries } from '../../../shared/adapters/jira/jira-deliveries.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakeIds } from '../../fakes/fake-ids.ts';
import { fakeLifecycleQueue } from '../../fakes/fake-queues.ts';

const DELETED = {
  webhookEvent: 'jira:issue_deleted',
  issue: { id: '10001', key: 'PROJ-1', fields: { summary: 'Secret' } },
};

function aWebhook() {
  const clock = fakeClock('2026-01-05T09:00:00.000Z');
  const lifecycle = fakeLifecycleQueue(clock);
  const deps = { deliveries: jiraDeliveries(), lifecycle, clock, ids: fakeIds() };
  const take = (headers: Record<string, string> = {}, payload: unknown = DELETED) =>
    receiveNotice(deps, { headers, payload, text: JSON.stringify(payload) });
  return { lifecycle, take };
}

test('what is noticed becomes one event of ids alone', async () => {
  const { take, lifecycle } = aWebhook();

  expect(await take({ 'x-atlassian-webhook-identifier': 'delivery-1' })).toEqual({
    status: 'queued',
    as: 'TicketNoticed',
  });
  expect(lifecycle.waiting()).toEqual([
    {
      type: 'TicketNoticed',
      tracker: 'jira',
      ticketId: '10001',
      arrivalId: 'delivery-1',
      heardAt: '2026-01-05T09:00:00.000Z',
    },
  ]);
});

test('the same delivery is one event, also where its id is not told', async () => {
  const { take, lifecycle } = aWebhook();
  await take({ 'x-atlassian-webhook-identifier': 'delivery-1' });
  await take({ 'x-atlassian-webhook-identifier': 'delivery-1' });
  await take();
  await take({ 'x-atlassian-webhook-identifier': '' });
  await take({ 'x-atlassian-webhook-identifier': 'x'.repeat(65) });

  expect(lifecycle.waiting()).toHaveLength(2);
});

test('what wakes nobody is queued nowhere', async () => {
  const { take, lifecycle } = aWebhook();

  expect(await take({}, { webhookEvent: 'sprint_started' })).toEqual({
    status: 'ignored',
    reason: 'type_not_followed',
  });
  expect(lifecycle.waiting()).toEqual([]);
});

test('a queue that does not answer makes no delivery taken', async () => {
  const { take, lifecycle } = aWebhook();
  lifecycle.faults.goDown();

  await expect(take()).rejects.toThrow();
});

test('the page of the trackers is the table as it is now; npm run docs writes it', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/tracker-webhooks.md'), 'utf8');
  expect(page).toBe(trackerWebhooksPage());
});
