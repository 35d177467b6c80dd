import { afterEach, describe, expect, it } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import { API_KEY, startLinear } from '../../test/adapters/linear-harness.ts';
import type { LinearSimulator } from '../linear/simulator.ts';

let simulator: LinearSimulator;
afterEach(() => simulator.stop());

async function start(options: Parameters<typeof startLinear>[0] = {}) {
  const started = await startLinear(options);
  simulator = started.simulator;
  return started;
}

describe('what the simulator of Linear counts', () => {
  it('is requests by operation since the last reset, and in all', async () => {
    const { tracker } = await start();
    await tracker.marked();
    simulator.resetCounts();
    await tracker.marked();
    await tracker.read('ENG-1');
    expect(simulator.counts()).toMatchObject({
      total: 3,
      sinceReset: 2,
      byOperation: { MarkedTickets: 1, ReadTicket: 1 },
    });
  });

  it('includes requests that failed', async () => {
    const { tracker } = await start();
    simulator.faults.add({ operation: 'MarkedTickets', kind: 'status', status: 502, times: 1 });
    await expect(tracker.marked()).rejects.toThrow();
    expect(simulator.requests()).toMatchObject([{ operation: 'MarkedTickets', status: 502 }]);
  });

  it('is told in headers, with resets in epoch milliseconds', async () => {
    const { clock } = await start({ limits: { requestsPerHour: 10, complexityPerHour: 1000 } });
    const body = JSON.stringify({ query: 'query Q { issues(first: 10) { nodes { id title } } }' });
    const headers = { 'content-type': 'application/json', authorization: API_KEY };
    const response = await fetch(simulator.url, { method: 'POST', headers, body });
    const reset = String(clock.now() + 3_600_000);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-complexity': '13',
      'x-ratelimit-requests-limit': '10',
      'x-ratelimit-requests-remaining': '9',
      'x-ratelimit-requests-reset': reset,
      'x-ratelimit-complexity-limit': '1000',
      'x-ratelimit-complexity-remaining': '987',
      'x-ratelimit-complexity-reset': reset,
    });
  });
});

describe('faults of the simulator of Linear', () => {
  it('without effect leave the ticket as it is, lost answers do not', async () => {
    const { tracker } = await start();
    const key = simulator.createIssue('ENG', { title: 'a ticket' });
    simulator.faults.add({ operation: 'ShowMarkers', kind: 'status', status: 500, times: 1 });
    await expect(tracker.show(simulator.idOf(key), MARKER_CHANGES.implementing)).rejects.toThrow();
    expect(simulator.labelsOf(key)).toEqual([]);
    simulator.faults.add({ operation: 'ShowMarkers', kind: 'lost_answer', times: 1 });
    await expect(tracker.show(simulator.idOf(key), MARKER_CHANGES.implementing)).rejects.toThrow();
    expect(simulator.labelsOf(key)).toEqual(['AI-Working']);
  });

  it('end with their time', async () => {
    const { tracker, clock } = await start();
    simulator.faults.add({ operation: '*', kind: 'status', status: 503, untilAt: clock.now() + 6 * 3_600_000 });
    await expect(tracker.marked()).rejects.toThrow();
    clock.advance(6 * 3_600_000);
    await expect(tracker.marked()).resolves.toEqual([]);
  });
});
