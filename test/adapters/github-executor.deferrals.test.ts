import { describe, expect, it } from 'vitest';
import type { DispatchOutcome } from '../../shared/ports/executor.ts';
import { aGitHubSubject, DISPATCH, LOOK_UP, MINT } from './a-github-subject.ts';

const the = aGitHubSubject();

describe('deferring', () => {
  const secondsUntil = (outcome: DispatchOutcome) =>
    // In tens: time goes on while it is asked.
    outcome.outcome === 'deferred'
      ? Math.round((Date.parse(outcome.retryAt) - the().clock.now()) / 10_000) * 10
      : outcome;
  const inSeconds = (n: number) => String(Math.round(the().clock.now() / 1000) + n);

  it.each([403, 429])('lasts as long as retry-after says with %i', async (status) => {
    const headers = { 'retry-after': '240' };
    the().simulator.faults.add({ operation: DISPATCH, kind: 'rate_limited', status, headers, times: 1 });
    expect(secondsUntil(await the().dispatch())).toBe(240);
  });

  it('lasts until the reset of a limit that is used up', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(1200) };
    the().simulator.faults.add({ operation: DISPATCH, kind: 'status', status: 403, headers, times: 1 });
    expect(secondsUntil(await the().dispatch())).toBe(1200);
  });

  it('lasts a minute when GitHub gives no hint', async () => {
    the().simulator.faults.add({ operation: DISPATCH, kind: 'status', status: 429, times: 1 });
    expect(secondsUntil(await the().dispatch())).toBe(60);
  });

  it.each([
    ['cannot be looked up', LOOK_UP],
    ['gives no token', MINT],
  ])('lasts a minute when the installation %s, since nothing was ordered', async (_, operation) => {
    the().simulator.faults.add({ operation, kind: 'status', status: 503, times: 1 });
    expect(secondsUntil(await the().dispatch())).toBe(60);
    expect(the().simulator.counts().requests).toEqual({});
    expect(await the().dispatch()).toMatchObject({ outcome: 'dispatched' });
  });
});
