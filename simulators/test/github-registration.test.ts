import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_EVENTS, DEFAULT_GRANTS } from '../github/repositories.ts';
import { aCodeHost } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';
import { aWebhookReceiver, type WebhookReceiver } from './a-webhook-receiver.ts';

const PULL = { repository: 'acme/backend', number: 1 };
const { issues: _, ...FEWER } = DEFAULT_GRANTS;

let github: GitHubForTests;
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await aWebhookReceiver();
  github = await aCodeHost({}, { webhookSecret: 'secret' });
  const { hook, people } = github.simulator;
  await people.push('acme/backend', 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
  await people.openPull('acme/backend', { title: 'ENG-1: Change a', head: 'feature' });
  hook.pointTo(receiver.url);
});
afterEach(async () => {
  await github.close();
  receiver.close();
  expect(github.simulator.failures).toEqual([]);
});

/** Says something, closes and reopens; answers what was heard of it. */
async function heardOf(): Promise<string[]> {
  const { people } = github.simulator;
  receiver.received.length = 0;
  await people.comment(PULL, 'Hello', 'ada');
  await people.closePull(PULL);
  await people.reopenPull(PULL);
  await vi.waitFor(() => expect(receiver.received.some(({ payload }) => payload.action === 'reopened')).toBe(true));
  return [...new Set(receiver.received.map(({ event }) => event))].sort();
}

test.each([
  ['permission', { permissions: FEWER }, { permissions: DEFAULT_GRANTS }],
  ['event', { events: DEFAULT_EVENTS.filter((event) => event !== 'issue_comment') }, { events: [...DEFAULT_EVENTS] }],
])('nothing is told that asks for a new %s, until the owner accepts it', async (_name, fewer, all) => {
  const { people } = github.simulator;
  expect(await heardOf()).toEqual(['issue_comment', 'pull_request']);

  people.changeApp(fewer);
  expect(await heardOf()).toEqual(['pull_request']);
  people.changeApp(all);
  expect(await heardOf()).toEqual(['pull_request']);

  people.acceptApp('acme');
  await vi.waitFor(() => expect(receiver.received.at(-1)?.payload.action).toBe('new_permissions_accepted'));
  expect(await heardOf()).toEqual(['issue_comment', 'pull_request']);
});

test('what owners changed outlives a restart', async () => {
  const { people } = github.simulator;
  people.transfer('acme/frontend', 'umbrella');
  people.rename('acme/backend', 'server');
  people.suspendApp('acme');
  const kept = JSON.parse(JSON.stringify(github.simulator.export()));
  const again = await aCodeHost();
  again.simulator.import(kept);

  expect(again.simulator.repositories).toMatchObject([
    { owner: 'acme', name: 'server', isSuspended: true, formerNames: ['acme/backend'] },
    { owner: 'umbrella', name: 'frontend', isInstalled: false },
  ]);
  expect(again.simulator.people.pulls('acme/server')).toHaveLength(1);
  await again.close();
});
