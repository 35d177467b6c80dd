import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linearTracker } from '../../shared/adapters/linear/linear-tracker.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { API_KEY, startLinear } from './linear-harness.ts';

let simulator: LinearSimulator;
let tracker: Tracker;
beforeEach(async () => {
  ({ simulator, tracker } = await startLinear());
});
afterEach(() => simulator.stop());

describe('trouble with Linear', () => {
  it('is a time-out where no answer comes', async () => {
    const hasty = linearTracker({ apiUrl: simulator.url, apiKey: async () => API_KEY, timeoutMs: 50 });
    simulator.faults.add({ operation: 'MarkedTickets', kind: 'timeout' });
    const startedAt = performance.now();
    await expect(hasty.marked()).rejects.toMatchObject({ name: 'ServiceUnavailable', reason: 'outage' });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('is an outage where nobody listens', async () => {
    await simulator.stop();
    await expect(tracker.marked()).rejects.toMatchObject({ name: 'ServiceUnavailable', reason: 'outage' });
  });

  it('is an outage where data comes with errors beside it', async () => {
    const errors = [{ message: 'half done', extensions: { type: 'internal error' } }];
    const page = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    const body = { data: { issues: page }, errors };
    simulator.faults.add({ operation: 'MarkedTickets', kind: 'status', status: 200, body });
    await expect(tracker.marked()).rejects.toMatchObject({ name: 'ServiceUnavailable', reason: 'outage' });
  });

  it('says when the budget of requests is full again', async () => {
    const limits = { requestsPerHour: 2, complexityPerHour: 1_000_000 };
    const limited = await startLinear({ limits });
    const until = new Date(limited.clock.now() + 3_600_000).toISOString();
    await limited.tracker.marked();
    await limited.tracker.marked();
    await expect(limited.tracker.marked()).rejects.toMatchObject({ reason: 'rate_limited', retryAt: until });
    limited.clock.advance(3_600_000);
    await expect(limited.tracker.marked()).resolves.toEqual([]);
    await limited.simulator.stop();
  });

  it('says when the budget of points is full again', async () => {
    const limited = await startLinear({ limits: { requestsPerHour: 100, complexityPerHour: 6000 } });
    const until = new Date(limited.clock.now() + 3_600_000).toISOString();
    await limited.tracker.marked();
    await expect(limited.tracker.marked()).rejects.toMatchObject({ reason: 'rate_limited', retryAt: until });
    await limited.simulator.stop();
  });

  it('is a refused credential where the key is wrong, and tells neither key nor text', async () => {
    const key = simulator.createIssue('ENG', { title: 'a ticket' });
    const secret = 'lin_api_a_wrong_one';
    const stranger = linearTracker({ apiUrl: simulator.url, apiKey: async () => secret });
    const error: Error = await stranger
      .comment(simulator.idOf(key), { commentId: randomUUID(), body: 'a secret plan' })
      .then(
        () => new Error('it was accepted'),
        (thrown: Error) => thrown,
      );
    expect(error).toMatchObject({ name: 'ServiceUnavailable', reason: 'credential_refused' });
    expect(JSON.stringify([error.message, error.stack, error.cause, error])).not.toMatch(/wrong_one|secret plan/);
  });

  it('refuses to send the key unencrypted over a network', async () => {
    const careless = linearTracker({ apiUrl: 'http://linear.example/graphql', apiKey: async () => API_KEY });
    await expect(careless.marked()).rejects.toThrow(/HTTPS/);
  });
});

it('reads a key that was refused anew, and uses another one at once', async () => {
  const key = simulator.createIssue('ENG', { title: 'a ticket' });
  const apiKey = async ({ isFresh }: { isFresh: boolean }) => (isFresh ? API_KEY : 'lin_api_of_yesterday');
  const warm = linearTracker({ apiUrl: simulator.url, apiKey });

  expect(await warm.read(simulator.idOf(key))).toMatchObject({ title: 'a ticket' });
});
