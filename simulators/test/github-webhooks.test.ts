import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { aCodeHost } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';
import { aWebhookReceiver, type WebhookReceiver } from './a-webhook-receiver.ts';
import { appJwt, ask, aToken, mint, runAndCancel } from './github-requests.ts';

const BACKEND = 'acme/backend';
const PULL = { repository: BACKEND, number: 1 };
const SECRET = 'It is a secret — とても';

let github: GitHubForTests;
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await aWebhookReceiver();
  github = await aCodeHost({}, { webhookSecret: SECRET });
  github.simulator.hook.pointTo(receiver.url);
  const { people } = github.simulator;
  await people.push(BACKEND, 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
  await people.push(BACKEND, 'next', { 'README.md': '# Next\n' }, 'Next');
  await people.openPull(BACKEND, { title: 'ENG-1: Change a', head: 'feature' });
});
afterEach(async () => {
  await github.close();
  receiver.close();
  expect(github.simulator.failures).toEqual([]);
});

/** Waits until so many deliveries have come in. */
async function received(count: number) {
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(count), { timeout: 10_000 });
  return receiver.received;
}

const named = () => receiver.received.map(({ event, payload }) => `${event} ${payload.action}`);

test('deliveries name repository, installation, who did it and what was written', async () => {
  await github.simulator.people.comment(PULL, 'Größe 🚀', 'ada');
  await runAndCancel(github, await aToken(github));
  const deliveries = await received(3);

  const payloadOf = (event: string) => deliveries.find((delivery) => delivery.event === event)?.payload;
  expect(payloadOf('workflow_run')).toMatchObject({
    sender: { login: 'ai-implement[bot]', type: 'Bot' },
    workflow_run: {
      display_title: expect.stringMatching(/^ENG-\d+ implementation \w{26}$/),
      conclusion: 'cancelled',
    },
  });
  expect(payloadOf('issue_comment')).toMatchObject({
    repository: { full_name: BACKEND, owner: { login: 'acme' } },
    installation: { id: expect.any(Number) },
    sender: { login: 'ada', type: 'User' },
    issue: {
      number: 1,
      pull_request: { merged_at: null },
      html_url: expect.stringMatching(/\/acme\/backend\/pull\/1$/),
    },
    comment: { body: 'Größe 🚀', user: { login: 'ada' }, author_association: 'MEMBER' },
  });
});

test('deliveries say of a review what REST says in other words', async () => {
  const { people } = github.simulator;
  await people.commentOnLine(PULL, { path: 'src/a.ts', line: 1 }, 'Why 2?', 'ada');
  await people.review(PULL, { verdict: 'request-changes', body: 'Not yet.' }, 'ada');
  const reviews = (await received(4)).filter(({ event }) => event === 'pull_request_review');

  const said = reviews.map(({ payload }) => payload['review']);
  expect(said).toHaveLength(2);
  expect(said).toContainEqual(expect.objectContaining({ state: 'commented', body: null }));
  expect(said).toContainEqual(expect.objectContaining({ state: 'changes_requested', body: 'Not yet.' }));
});

test('deliveries are signed, as JSON, under ids above 2^53 and guids of their own', async () => {
  await github.simulator.people.comment(PULL, 'Größe 🚀', 'ada');
  const deliveries = await received(2);

  for (const { text, headers } of deliveries) {
    expect(headers['content-type']).toBe('application/json');
    expect(await verify(SECRET, text, String(headers['x-hub-signature-256']))).toBe(true);
  }
  const records = github.simulator.hook.deliveries();
  expect(records.map(({ guid }) => guid).sort()).toEqual(deliveries.map(({ guid }) => guid).sort());
  expect(records.every(({ id }) => BigInt(id) > 2n ** 53n)).toBe(true);
  expect(new Set(records.map(({ id }) => id)).size).toBe(2);
});

test.each([
  ['issues', 'issue_comment'],
  ['pull_requests', 'pull_request_review'],
  ['actions', 'workflow_run'],
])('deliveries tell nothing that asks for the permission %s where it is not granted', async (permission, event) => {
  const grants = { actions: 'write', contents: 'write', issues: 'read', metadata: 'read', pull_requests: 'write' };
  const { [permission as keyof typeof grants]: _, ...granted } = grants;
  const { people } = github.simulator;
  const token = await aToken(github);
  github.repository.grants = granted as Record<string, 'read' | 'write'>;
  await people.comment(PULL, 'Hello', 'ada');
  await people.review(PULL, { verdict: 'approve' }, 'ada');
  await runAndCancel(github, token);
  const others = ['issue_comment', 'pull_request_review', 'workflow_run'].filter((one) => one !== event);
  await received(3);

  const heard = receiver.received.map((delivery) => delivery.event);
  expect(heard.sort()).toEqual(['pull_request', ...others].sort());
});

test('deliveries tell nothing of a repository in which the App is not installed', async () => {
  await received(1);
  github.repository.isInstalled = false;
  await github.simulator.people.comment(PULL, 'Hello', 'ada');
  github.repository.isInstalled = true;
  await github.simulator.people.closePull(PULL);
  await received(2);

  expect(named()).toEqual(['pull_request opened', 'pull_request closed']);
});

test('deliveries note what they were answered, and send nothing again', async () => {
  await received(1);
  receiver.answerWith(500);
  await github.simulator.people.comment(PULL, 'Hello', 'ada');
  await received(2);
  await vi.waitFor(() => expect(github.simulator.isBusy()).toBe(false));

  expect(github.simulator.hook.deliveries().map(({ statusCode }) => statusCode)).toEqual([202, 500]);
  expect(receiver.received).toHaveLength(2);
});

test('a delivery with the fault duplicate comes twice under one guid', async () => {
  github.simulator.hook.addFault({ kind: 'duplicate', event: 'issue_comment', times: 1 });
  await github.simulator.people.comment(PULL, 'Hello', 'ada');
  const [, first, second] = await received(3);

  expect(second?.guid).toBe(first?.guid);
  expect(second?.text).toBe(first?.text);
  const [, one, two] = github.simulator.hook.deliveries();
  expect(one?.id).not.toBe(two?.id);
});

test('a delivery with the fault dropped never comes, and is listed as failed', async () => {
  await received(1);
  github.simulator.hook.addFault({ kind: 'dropped', event: 'issue_comment', times: 1 });
  await github.simulator.people.comment(PULL, 'Lost', 'ada');
  await github.simulator.people.comment(PULL, 'Found', 'ada');
  await received(2);

  expect(receiver.received[1]?.payload['comment']).toMatchObject({ body: 'Found' });
  const codes = github.simulator.hook.deliveries().map(({ event, statusCode }) => [event, statusCode]);
  expect(codes).toContainEqual(['issue_comment', 0]);
});

test('a delivery with the fault delayed comes when its time has come', async () => {
  await received(1);
  github.simulator.hook.addFault({ kind: 'delayed', delayMs: 3_600_000, times: 1 });
  await github.simulator.people.comment(PULL, 'Late', 'ada');
  await github.simulator.people.closePull(PULL);
  await received(2);
  expect(named()).toEqual(['pull_request opened', 'pull_request closed']);

  github.clock.advance(3_600_000);
  await received(3);
  expect(named().at(-1)).toBe('issue_comment created');
});

test('a delivery with the fault reordered comes after the next one, or a minute later', async () => {
  await received(1);
  github.simulator.hook.addFault({ kind: 'reordered', event: 'issue_comment', times: 2 });
  await github.simulator.people.comment(PULL, 'First', 'ada');
  await github.simulator.people.closePull(PULL);
  await received(3);
  await github.simulator.people.comment(PULL, 'Alone', 'ada');
  github.clock.advance(60_000);
  await received(4);

  expect(named().slice(1)).toEqual(['pull_request closed', 'issue_comment created', 'issue_comment created']);
});

test('a delivery with the fault wrong signature does not verify', async () => {
  await received(1);
  github.simulator.hook.addFault({ kind: 'wrong_signature', times: 1 });
  await github.simulator.people.comment(PULL, 'Hello', 'ada');
  const [, forged] = await received(2);

  const { text = '', headers = {} } = forged ?? {};
  expect(headers).toHaveProperty('x-hub-signature-256');
  expect(await verify(SECRET, text, String(Object(headers)['x-hub-signature-256']))).toBe(false);
});

test('what nobody took can be asked for again after a restart', async () => {
  await received(1);
  receiver.answerWith(503);
  await github.simulator.people.comment(PULL, 'Hello', 'ada');
  await received(2);
  await vi.waitFor(() => expect(github.simulator.isBusy()).toBe(false));
  const restarted = await aCodeHost({}, { webhookSecret: SECRET });
  onTestFinished(() => restarted.close());
  restarted.simulator.import(JSON.parse(JSON.stringify(github.simulator.export())));
  restarted.simulator.hook.pointTo(receiver.url);
  receiver.answerWith(202);

  const id = restarted.simulator.hook.deliveries().at(-1)?.id;
  const path = `/app/hook/deliveries/${id}/attempts`;
  expect((await ask(restarted, { method: 'POST', path, token: await appJwt(restarted) })).status).toBe(202);
  const [, first, again] = await received(3);
  expect(again).toMatchObject({ guid: first?.guid, text: first?.text });
});

test('nothing is answered and nothing is told that is not kept yet', async () => {
  await received(1);
  const { promise: keptThen, resolve: keep } = Promise.withResolvers<void>();
  const slow = await aCodeHost({}, { webhookSecret: SECRET, kept: () => keptThen });
  onTestFinished(() => slow.close());
  slow.simulator.hook.pointTo(receiver.url);
  let isAnswered = false;
  const token = mint(slow, {}).then((answer) => {
    isAnswered = true;
    return answer;
  });
  const read = await ask(slow, { path: '/app', token: await appJwt(slow) });
  await slow.simulator.people.push(BACKEND, 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
  await slow.simulator.people.openPull(BACKEND, { title: 'ENG-1: Change a', head: 'feature' });

  expect({ read: read.status, isAnswered, told: receiver.received.length }).toEqual({
    read: 200,
    isAnswered: false,
    told: 1,
  });
  keep();
  expect((await token).status).toBe(201);
  await received(2);
});
