import { createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { temporaryHome } from '../../local/world/home/home.ts';
import { startWholeSystem } from './whole-system.ts';

// A laptop run is stopped in the middle and started again: what was going on goes on.

const home = temporaryHome();
afterAll(() => home.clear());

/** The first of three free ports in a row: API and simulators must be found again where they were. */
async function threeFreePorts(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const areFree = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (areFree.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

test('a second start goes on with clock, secrets, queues, tickets and the run in flight', async () => {
  const kept = { home, isKept: true, port: await threeFreePorts() };
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
