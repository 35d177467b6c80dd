import { createHmac } from 'node:crypto';
import { LinearWebhookClient } from '@linear/sdk/webhooks';
import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startClock } from '../clock.ts';
import { startJiraSimulator } from '../jira/simulator.ts';
import { startLinearSimulator } from '../linear/simulator.ts';
import { checkPayload } from '../linear/webhooks/check-payload.ts';
import { aWebhookReceiver, type WebhookReceiver } from './a-webhook-receiver.ts';

const SECRET = 'It is a secret — とても';
const ACCESS = { email: 'a@b.test', apiToken: 't', cloudId: 'c', accessToken: 'a' };

let clock: ReturnType<typeof startClock>;
let receiver: WebhookReceiver;
beforeEach(async () => {
  clock = startClock();
  receiver = await aWebhookReceiver();
});
afterEach(() => {
  receiver.close();
  clock.stop();
});

const startLinear = () =>
  startLinearSimulator({
    ...{ clock, apiKey: 'key', webhookSecret: SECRET },
    seed: { teams: [{ key: 'ENG', name: 'Engineering', issues: [{ title: 'Größe 🚀' }] }] },
  });
const startJira = () =>
  startJiraSimulator({
    ...{ clock, access: ACCESS, webhookSecret: SECRET },
    seed: { projects: [{ key: 'ENG', name: 'Engineering', issues: [{ title: 'Größe 🚀' }] }], repos: ['acme/backend'] },
  });

describe.each([
  ['Linear', startLinear],
  ['Jira', startJira],
])('deliveries of %s', (name, start) => {
  let simulator: Awaited<ReturnType<typeof startLinear>> | Awaited<ReturnType<typeof startJira>>;
  beforeEach(async () => {
    simulator = await start();
    simulator.hook.pointTo(receiver.url);
  });
  afterEach(async () => {
    await simulator.stop();
    expect(simulator.hook.failures).toEqual([]);
  });
  const settled = () => vi.waitFor(() => expect(simulator.hook.isBusy()).toBe(false));
  const idHeader = name === 'Linear' ? 'linear-delivery' : 'x-atlassian-webhook-identifier';
  const isSigned = async ({ text, headers }: (typeof receiver.received)[number]) => {
    if (name === 'Jira') return verify(SECRET, text, String(headers['x-hub-signature']));
    return headers['linear-signature'] === createHmac('sha256', SECRET).update(text).digest('hex');
  };

  test('are signed, as JSON, each under an id of its own', async () => {
    simulator.mark('ENG-1');
    simulator.done('ENG-1');
    await settled();

    expect(receiver.received).toHaveLength(2);
    for (const delivery of receiver.received) expect(await isSigned(delivery)).toBe(true);
    expect(new Set(receiver.received.map(({ headers }) => headers[idHeader])).size).toBe(2);
    expect(simulator.hook.deliveries().map(({ key, status }) => [key, status])).toEqual([
      ['ENG-1', 202],
      ['ENG-1', 202],
    ]);
  });

  test('are none where nothing changed', async () => {
    simulator.unmark('ENG-1');
    await settled();

    expect(receiver.received).toEqual([]);
  });

  test.each([
    ['dropped', 0],
    ['duplicate', 2],
    ['wrong_signature', 1],
    ['foreign', 1],
  ] as const)('with the fault %s come so often: %i', async (kind, count) => {
    simulator.hook.addFault({ kind, times: 1 });
    simulator.mark('ENG-1');
    await settled();
    expect(receiver.received).toHaveLength(count);
    expect(new Set(receiver.received.map(({ headers }) => headers[idHeader])).size).toBe(Math.min(count, 1));
    for (const delivery of receiver.received) expect(await isSigned(delivery)).toBe(kind !== 'wrong_signature');

    simulator.unmark('ENG-1');
    await settled();
    expect(receiver.received).toHaveLength(count + 1);
  });
});

test.each([
  ['Linear', startLinear],
  ['Jira', startJira],
])('deliveries of %s with the fault delayed come when their time has come, as they were signed', async (_, start) => {
  const simulator = await start();
  simulator.hook.pointTo(receiver.url);
  simulator.hook.addFault({ kind: 'delayed', delayMs: 3_600_000, times: 1 });
  simulator.mark('ENG-1');
  simulator.unmark('ENG-1');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  clock.advance(3_600_000);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2));
  await simulator.stop();

  const moments = receiver.received.map(({ payload }) => Number(payload['webhookTimestamp'] ?? payload['timestamp']));
  expect(Math.abs((moments[0] ?? 0) - (moments[1] ?? 0))).toBeLessThan(3_600_000);
});

test("Linear's own client takes a delivery, and no late one", async () => {
  const linear = await startLinear();
  linear.hook.pointTo(receiver.url);
  linear.mark('ENG-1');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  await linear.stop();
  const [{ text, headers } = { text: '', headers: {} }] = receiver.received;
  const parsed = () =>
    new LinearWebhookClient(SECRET).parseData(Buffer.from(text), String(Object(headers)['linear-signature']));

  expect(parsed()).toMatchObject({
    ...{ action: 'update', type: 'Issue', actor: { name: 'Robin' } },
    data: { identifier: 'ENG-1', title: 'Größe 🚀', labels: [{ name: 'AI-Implement' }], state: { type: 'unstarted' } },
    updatedFrom: { labelIds: [] },
  });
  clock.advance(61_000);
  expect(parsed).toThrow('Invalid webhook timestamp');
});

test('a payload that breaks the schema of Linear is told by its place', async () => {
  const linear = await startLinear();
  linear.hook.pointTo(receiver.url);
  linear.mark('ENG-1');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  await linear.stop();
  const payload: Record<string, unknown> = receiver.received[0]?.payload ?? {};
  const lacking = { ...payload, webhookId: undefined };

  expect(() => checkPayload(payload, 'EntityWebhookPayload')).not.toThrow();
  expect(() => checkPayload({ ...payload, unknown: 1 }, 'EntityWebhookPayload')).toThrow('.unknown is unknown');
  expect(() => checkPayload(lacking, 'EntityWebhookPayload')).toThrow('.webhookId is missing');
  expect(() => checkPayload({ ...payload, webhookTimestamp: 'now' }, 'EntityWebhookPayload')).toThrow('is no number');
  expect(() => checkPayload({ ...payload, data: { id: 'x' } }, 'EntityWebhookPayload')).toThrow('.data is none of');
});

test('Jira tells of a change as its documentation shows it', async () => {
  const jira = await startJira();
  jira.hook.pointTo(receiver.url);
  jira.mark('ENG-1');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  await jira.stop();

  expect(receiver.received[0]?.payload).toMatchObject({
    webhookEvent: 'jira:issue_updated',
    issue: { id: expect.stringMatching(/^\d+$/), key: 'ENG-1', fields: { summary: 'Größe 🚀' } },
  });
  expect(receiver.received[0]?.text).toContain('"toString":"Ready"');
});
