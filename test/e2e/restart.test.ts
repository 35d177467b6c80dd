import { afterAll, expect, test, vi } from 'vitest';
import { temporaryHome } from '../../local/world/home/home.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { DEFAULT_TIMES } from '../../simulators/github/run-script.ts';
import { freePorts } from './free-ports.ts';
import { startWholeSystem } from './whole-system.ts';

// A laptop run is stopped in the middle and started again: what was going on goes on.

const home = temporaryHome();
const executedHome = temporaryHome();
afterAll(() => {
  home.clear();
  executedHome.clear();
});

test('a second start goes on with clock, secrets, queues, tickets and the run in flight', async () => {
  const kept = { home, isKept: true, port: await freePorts(3) };
  const first = await startWholeSystem(kept);
  for (const key of first.linear.keys()) first.linear.unmark(key);
  const key = first.linear.createIssue('OPS', { title: 'Outlive a restart' });
  first.linear.mark(key);
  await first.until(() => first.github.counts().passedGate === 1);
  const other = first.linear.createIssue('OPS', { title: 'Marked just before the stop' });
  first.linear.mark(other);
  const stoppedAt = first.clock.now();
  const { url } = first.laptop;
  await first.stop();

  const second = await startWholeSystem(kept);
  try {
    expect(second.secrets).toEqual(first.secrets);
    expect(second.laptop.url).toBe(url);
    expect(second.clock.now()).toBeGreaterThanOrEqual(stoppedAt);
    expect(second.linear.labelsOf(key)).toContain('AI-Implement');
    await second.until(() => [key, other].every((each) => second.linear.labelsOf(each).includes('Ready for Review')));
    for (const each of [key, other]) {
      expect(second.linear.commentsOf(each)).toHaveLength(1);
      expect(second.github.runs().filter(({ inputs }) => inputs['ticket_key'] === each)).toHaveLength(1);
    }
    expect(second.laptop.counters.accessDenied()).toBe(0);
  } finally {
    await second.stop();
  }
});

test('a run whose jobs were cut off has failed as soon as the second start is up, and is repeated', async () => {
  const kept = {
    home: executedHome,
    isKept: true,
    port: await freePorts(3),
    runs: 'executed',
  } as const;
  const first = await startWholeSystem(kept);
  for (const key of first.linear.keys()) first.linear.unmark(key);
  const key = first.linear.createIssue('OPS', { title: 'Be cut off' });
  first.linear.mark(key);
  await first.until(() => first.github.runs().length === 1);
  // A run that executes is never quiet: from here on it plays by itself.
  first.clock.advance(DEFAULT_TIMES.startDelayMs);
  const isAtWork = () => first.github.runs().some(({ jobs = [] }) => jobs.some((job) => job.status === 'in_progress'));
  await vi.waitUntil(isAtWork, { timeout: 60_000 });
  await first.stop();

  const second = await startWholeSystem(kept);
  try {
    const tableName = Object.values(second.laptop.tableNames)[0] ?? '';
    const runs = runStore(second.laptop.dynamodb, tableName, { now: () => new Date(second.clock.now()).toISOString() });
    const statuses = async () =>
      (await runs.ofTicket({ tracker: 'linear', ticketId: second.linear.idOf(key) })).map(({ status }) => status);
    await second.until(async () => (await statuses()).includes('failed'), 30_000);
    await second.until(() => second.linear.labelsOf(key).includes('Ready for Review'));
    expect((await statuses()).toSorted()).toEqual(['failed', 'succeeded']);
  } finally {
    await second.stop();
  }
});
