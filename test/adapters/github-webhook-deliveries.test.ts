import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { redeliver } from '../../functions/advance-run/redeliver.ts';
import { webhookDeliveries } from '../../shared/adapters/github/webhook-deliveries.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { WebhookDeliveries } from '../../shared/ports/webhook-deliveries.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';
import { aWebhookReceiver, type WebhookReceiver } from '../../simulators/test/a-webhook-receiver.ts';
import { fakeRedeliveryStore } from '../fakes/fake-redelivery-store.ts';

let github: GitHubForTests;
let receiver: WebhookReceiver;
let deliveries: WebhookDeliveries;
beforeEach(async () => {
  github = await aCodeHost({}, { webhookSecret: 'secret' });
  receiver = await aWebhookReceiver();
  github.simulator.hook.pointTo(receiver.url);
  deliveries = webhookDeliveries({ apiUrl: github.simulator.url, ...APP, now: github.clock.now });
  await github.simulator.people.push('acme/backend', 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
});
afterEach(async () => {
  await github.close();
  receiver.close();
  expect(github.simulator.failures).toEqual([]);
  expect(github.simulator.counts().refusals).toEqual([]);
});

/** Something happens, and is answered so. */
async function happen(status: number): Promise<void> {
  receiver.answerWith(status);
  const before = receiver.received.length;
  await github.simulator.people.openPull('acme/backend', { title: 'Change a', head: 'feature' });
  await vi.waitFor(() => expect(receiver.received.length).toBe(before + 1));
  await quiet();
}

const quiet = () => vi.waitFor(() => expect(github.simulator.isBusy()).toBe(false));

test('deliveries that were not taken are listed, with ids above 2^53 to the last digit', async () => {
  await happen(502);
  const [row] = await deliveries.failed(1000);

  const [record = expect.unreachable()] = github.simulator.hook.deliveries();
  expect(BigInt(record.id)).toBeGreaterThan(2n ** 53n);
  const { id: deliveryId, guid } = record;
  expect(row).toMatchObject({ deliveryId, guid, statusCode: 502 });
});

test('one that was taken is not among them', async () => {
  await happen(202);

  expect(await deliveries.failed(1000)).toEqual([]);
});

test('one that is tried again comes under its guid, and its failed try stays listed', async () => {
  await happen(502);
  receiver.answerWith(202);
  const [row = expect.unreachable()] = await deliveries.failed(1000);

  expect(await deliveries.redeliver(row.deliveryId)).toBe(true);
  await vi.waitFor(() => expect(receiver.received.map(({ guid }) => guid)).toEqual([row.guid, row.guid]));
  await quiet();
  expect(await deliveries.failed(1000)).toEqual([row]);
});

test('all pages are read, and no more than are wanted', async () => {
  const at = github.clock.now();
  const kept = { guid: 'g', event: 'push', action: 'x', repository: 'acme/backend', deliveredAt: at, statusCode: 0 };
  const first = 3_804_004_623_172_239_366n;
  const rows = Array.from({ length: 250 }, (_, n) => ({ ...kept, id: String(first + BigInt(n)), guid: `g-${n}` }));
  github.simulator.hook.deliveries().push(...rows);

  const all = await deliveries.failed(1000);
  expect(all.map(({ deliveryId }) => deliveryId)).toEqual(rows.map(({ id }) => id).reverse());
  expect(await deliveries.failed(120)).toEqual(all.slice(0, 120));
});

test('what GitHub keeps no more cannot be tried again', async () => {
  expect(await deliveries.redeliver('3804004623172239000')).toBe(false);
  await happen(502);
  const [row = expect.unreachable()] = await deliveries.failed(1000);
  github.clock.advance(3 * 24 * 60 * 60_000);

  expect(await deliveries.redeliver(row.deliveryId)).toBe(false);
  expect(await deliveries.failed(1000)).toEqual([]);
});

test('an outage is one, and who is refused is told so', async () => {
  github.simulator.faults.add({ operation: '*', kind: 'status', status: 502, times: 1 });
  await expect(deliveries.failed(10)).rejects.toThrow(ServiceUnavailable);
  const stranger = { apiUrl: github.simulator.url, key: async () => ({ ...APP, appId: '1' }), now: github.clock.now };

  await expect(webhookDeliveries(stranger).failed(10)).rejects.toMatchObject({ code: 'github_refused' });
  await expect(webhookDeliveries(stranger).redeliver('1')).rejects.toMatchObject({ code: 'github_refused' });
});

test('what failed once comes once more, whatever is looked at how often', async () => {
  await happen(502);
  receiver.answerWith(202);
  const deps = { deliveries, redeliveries: fakeRedeliveryStore() };
  for (let looks = 1; looks <= 3; looks += 1) {
    await redeliver(deps);
    await quiet();
  }

  expect(receiver.received).toHaveLength(2);
});
