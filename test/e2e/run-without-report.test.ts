import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Run } from '../../shared/domain/run.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// The seeded OPS-2 is the ticket whose runs pass the gate and then end without a word.

const KEY = 'OPS-2';

let system: QuietSystem;
beforeAll(async () => {
  system = await startQuietSystem();
}, 120_000);
afterAll(() => system.stop());

/** The newest run of the ticket, once so many are over. */
async function endOf(count: number): Promise<Run | undefined> {
  const ref = { tracker: 'linear', ticketId: system.linear.idOf(KEY) } as const;
  const runs = async () =>
    (await system.stores.runs.ofTicket(ref)).sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
  await system.until(async () => (await runs()).filter(({ endedAt }) => endedAt !== undefined).length >= count);
  return (await runs())[count - 1];
}

const lifeMs = (run: Run | undefined) => Date.parse(run?.endedAt ?? '') - Date.parse(run?.startedAt ?? '');

test('a workflow run that ends without a report ends its run at once', async () => {
  system.linear.mark(KEY);
  const run = await endOf(1);

  expect(run).toMatchObject({ status: 'failed', failure: { code: 'workflow_run_ended' } });
  expect(lifeMs(run)).toBeLessThan(MINUTE_MS);
});

test('where that delivery is lost for good, the run ends by its silence', async () => {
  system.github.hook.addFault({ kind: 'dropped', event: 'workflow_run' });
  const run = await endOf(2);

  expect(run?.status).toBe('failed');
  expect(lifeMs(run)).toBeGreaterThan(4 * MINUTE_MS);
});
