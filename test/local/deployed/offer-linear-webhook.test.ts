import { afterEach, expect, test } from 'vitest';
import { offerLinearWebhook } from '../../../local/commands/deployed/setup/offer-linear-webhook.ts';
import { setUp } from '../../../local/commands/deployed/setup/set-up.ts';
import { MOST_WEBHOOKS } from '../../../simulators/linear/webhooks/webhook-desk.ts';
import { aSetupWorld, GOOD, type SetupWorld } from './a-setup-world.ts';

let world: SetupWorld;
afterEach(() => world.stop());

const URL = 'https://api.test/linear/webhook';
const webhooks = () => world.linear.export().webhooks ?? [];
const shown = () => world.shown.join('\n');

async function aWorld(secret: string | undefined = GOOD.linearWebhookSecret): Promise<void> {
  const { linearWebhookSecret: _, ...others } = GOOD;
  world = await aSetupWorld({ ...others, ...(secret !== undefined && { linearWebhookSecret: secret }) });
  world.linear.setAdministrator(true);
  world.type({ "make Linear's webhook": 'y' });
}
const offer = () => offerLinearWebhook(world, world.stored);

test('setup makes the webhook by the secret that is stored, for issues of all public teams, and once', async () => {
  await aWorld();

  expect(await setUp(world)).toBe(true);
  expect(await setUp(world)).toBe(true);

  expect(webhooks()).toMatchObject([
    { url: URL, secret: GOOD.linearWebhookSecret, resourceTypes: ['Issue'], allPublicTeams: true, enabled: true },
  ]);
  expect(world.shown.filter((line) => line.includes('Let setup make'))).toHaveLength(1);
  expect(shown()).toContain(`Linear's webhook leads to ${URL}.`);
  expect(world.writes).toEqual([]);
});

test('a secret that is not there yet is drawn, stored before the webhook is made, and never shown', async () => {
  await aWorld('');
  delete world.stored.linearWebhookSecret;
  const before: number[] = [];
  const { write } = world.vault;
  world.vault.write = async (name, value) => {
    before.push(webhooks().length);
    await write(name, value);
  };

  await offer();

  const { linearWebhookSecret: secret = '' } = world.stored;
  expect(secret.length).toBeGreaterThanOrEqual(43);
  expect(webhooks()).toMatchObject([{ url: URL, secret }]);
  expect({ before, writes: world.writes }).toEqual({ before: [0], writes: ['linearWebhookSecret'] });
  expect(shown()).not.toContain(secret);
});

test('setup asks for no signing secret where it makes the webhook, and for one only where it did not', async () => {
  await aWorld('');
  delete world.stored.linearWebhookSecret;
  world.type({ "make Linear's webhook": ['n', 'y'], 'Signing secret': ['', 'never-typed-secret-of-linear'] });

  await setUp(world);
  const asked = () => world.shown.filter((line) => /^Let setup make|^Signing secret/.test(line));
  expect(asked()).toEqual([expect.stringMatching(/^Let/), expect.stringMatching(/^Signing/)]);
  expect(world.writes).toEqual([]);
  world.shown.length = 0;

  expect(await setUp(world)).toBe(true);
  expect(asked()).toEqual([expect.stringMatching(/^Let/)]);
  expect(webhooks()).toMatchObject([{ url: URL, secret: world.stored.linearWebhookSecret }]);
});

test('a drawn secret is dropped where Linear refuses the webhook, and that of one made by hand is taken', async () => {
  await aWorld('');
  delete world.stored.linearWebhookSecret;
  const { linearWebhookSecret: typed = '' } = GOOD;
  world.type({ "make Linear's webhook": 'y', 'Signing secret': typed });
  fillWithOthers();

  expect(await setUp(world)).toBe(true);

  expect(world.stored.linearWebhookSecret).toBe(typed);
  expect(world.writes).toEqual(['linearWebhookSecret', '-linearWebhookSecret', 'linearWebhookSecret']);
});

/** As many webhooks of others as there may be. */
function fillWithOthers(): void {
  const state = world.linear.export();
  const other = { id: 'x', url: 'https://other.test', secret: null, label: null, resourceTypes: ['Issue'] };
  const others = Array.from({ length: MOST_WEBHOOKS }, (_, n) => ({
    ...{ ...other, id: `other-${n}` },
    ...{ allPublicTeams: true, enabled: true, createdAt: '2026-01-05T09:00:00.000Z' },
  }));
  world.linear.import({ ...state, webhooks: others });
}

test('deliveries come by the webhook that was made', async () => {
  await aWorld();
  await offer();
  const [team] = world.linear.export().teams;

  const key = world.linear.createIssue(team?.key ?? '', { title: 'Told by the webhook' });

  await expect.poll(() => world.linear.hook.deliveries().map((one) => one.key)).toContain(key);
});

test('one that was turned off, tells of other things or signs otherwise is brought in line', async () => {
  await aWorld();
  await offer();
  const state = world.linear.export();
  const changed = { ...state.webhooks?.[0], enabled: false, resourceTypes: ['Comment'], secret: 'another' };
  world.linear.import({ ...state, webhooks: [changed as never] });

  await offer();

  expect(webhooks()).toMatchObject([
    { url: URL, enabled: true, resourceTypes: ['Comment', 'Issue'], secret: GOOD.linearWebhookSecret },
  ]);
  expect(shown()).toContain('is renewed.');
});

test('one whose making was not answered is found, and made once', async () => {
  await aWorld();
  world.linear.faults.add({ kind: 'lost_answer', operation: 'WebhookCreate', times: 1 });

  await offer();

  expect(webhooks()).toHaveLength(1);
  expect(shown()).toContain('is made.');
});

test('who does not administer the workspace reads what to do by hand, and nothing is stored', async () => {
  await aWorld();
  world.linear.setAdministrator(false);

  await offer();

  expect(shown()).toMatch(/does not administer the workspace.*linear\.app\/settings\/api.*api\.test\/linear\/webhook/);
  expect(world.writes).toEqual([]);
  expect(webhooks()).toEqual([]);
});

test('a workspace with as many webhooks as it may have is named as what it is', async () => {
  await aWorld();
  fillWithOthers();

  await offer();

  expect(shown()).toContain('was not made');
  expect(webhooks()).toHaveLength(MOST_WEBHOOKS);
});

test('without an address, or with a key that is out of reach, nothing is made', async () => {
  await aWorld();
  await offerLinearWebhook({ ...world, target: { ...world.target, publicUrl: undefined } }, world.stored);
  expect(world.shown.splice(0)).toEqual([expect.stringContaining('nowhere to lead to yet')]);
  world.linear.faults.add({ kind: 'status', status: 503, operation: 'Webhooks', times: 1 });

  await offer();

  expect(shown()).toContain('was not made');
  expect(webhooks()).toEqual([]);
});
