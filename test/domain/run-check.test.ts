import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isQueued, queuedFrom, queuedUntil, stoodStillMs } from '../../shared/domain/queueing.ts';
import { LEASE_MS, MAX_DISPATCHES, type Run } from '../../shared/domain/run.ts';
import { checkOf, type RunCheck } from '../../shared/domain/run-check.ts';
import { elapsedMs, HOUR_MS, type Instant, MINUTE_MS, plus, SECOND_MS } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';

const AT = '2026-01-05T09:00:00.000Z';
const after = (ms: number) => plus(AT, ms);

const liveRuns = fc.record({
  status: fc.constantFrom('reserved', 'dispatched', 'running'),
  leaseUntil: fc.constantFrom(undefined, after(LEASE_MS)),
  dispatchesTaken: fc.integer({ min: 0, max: MAX_DISPATCHES }),
  isAllowed: fc.boolean(),
  maxJobMinutes: fc.constantFrom(undefined, 5, 300),
});

function aLiveRun(fields: typeof liveRuns extends fc.Arbitrary<infer T> ? T : never): Run {
  const { isAllowed, leaseUntil, ...rest } = fields;
  const dispatchesAllowed = Math.min(MAX_DISPATCHES, rest.dispatchesTaken + Number(isAllowed));
  return aRun({
    ...rest,
    reservedAt: AT,
    dispatchesAllowed,
    ...(leaseUntil === undefined ? {} : { leaseUntil }),
  } as Run);
}

/** When to look again, and the run as it is then, if nothing answers; undefined once it ends. */
function next(run: Run, check: RunCheck, now: Instant): { run: Run; at: Instant } | undefined {
  if (check.action === 'end') return undefined;
  if (check.action !== 'look_up') return { run, at: check.until };
  const { otherwise } = check;
  if (otherwise.action === 'end') return undefined;
  if (otherwise.action === 'allow') {
    return { run: { ...run, dispatchesAllowed: otherwise.taken + 1 }, at: plus(now, MINUTE_MS) };
  }
  return { run, at: otherwise.until };
}

test('a run that nobody answers for comes to an end, and every look is later than the one before', () => {
  void fc.assert(
    fc.property(liveRuns, fc.nat({ max: 10 * 60 }), (fields, minutes) => {
      let step: { run: Run; at: Instant } | undefined = { run: aLiveRun(fields), at: after(minutes * MINUTE_MS) };
      const start = step.at;
      for (let looks = 0; step !== undefined; looks += 1) {
        expect(looks).toBeLessThan(100);
        const following = next(step.run, checkOf(step.run, step.at), step.at);
        if (following !== undefined) expect(following.at > step.at).toBe(true);
        step = following;
        if (step !== undefined) expect(elapsedMs(start, step.at)).toBeLessThan(8 * HOUR_MS);
      }
    }),
  );
});

test.each([
  ['60 s', 60 * SECOND_MS, { action: 'wait', until: after(180 * SECOND_MS) }],
  ['180 s', 180 * SECOND_MS, { action: 'allow', taken: 1 }],
])('a lost answer is looked up at %s', (_moment, ms, otherwise) => {
  const run = aRun({ reservedAt: AT, leaseUntil: after(LEASE_MS) });

  expect(checkOf(run, after(ms))).toEqual({ action: 'look_up', otherwise });
});

test('after two rounds a lost answer is an infrastructure failure', () => {
  const run = aRun({ reservedAt: AT, dispatchesTaken: 2, dispatchesAllowed: 2, dispatchAskedAt: after(5 * MINUTE_MS) });

  expect(checkOf(run, after(8 * MINUTE_MS))).toMatchObject({
    action: 'look_up',
    otherwise: { action: 'end', failure: { kind: 'infrastructure' } },
  });
});

test('a dispatch that was allowed and never taken is offered again', () => {
  const run = aRun({ reservedAt: AT, dispatchesAllowed: 2 });

  expect(checkOf(run, after(5 * MINUTE_MS))).toMatchObject({ action: 'look_up', otherwise: { action: 'offer' } });
});

test('a run that does not start within six hours of its dispatch is ended', () => {
  const run = aRun({ status: 'dispatched', dispatchedAt: AT });

  expect(checkOf(run, after(6 * HOUR_MS - 1))).toMatchObject({ action: 'ask', until: after(6 * HOUR_MS) });
  expect(checkOf(run, after(6 * HOUR_MS))).toMatchObject({ action: 'end', status: 'timed_out' });
});

test.each([
  [4, 'wait'],
  [5, 'ask'],
  [9, 'ask'],
  [10, 'ask'],
])('%i missed heartbeats lead to %s', (missed, action) => {
  const run = aRun({ status: 'running', startedAt: AT, heartbeatAt: AT });
  const silence = action === 'ask' ? { since: AT, isOver: missed === 10 } : undefined;

  expect(checkOf(run, after(missed * MINUTE_MS))).toMatchObject({ action, ...(silence && { silence }) });
});

test('while its jobs wait for machines the deadline stands still, for 20 hours in all', () => {
  const run = aRun({ status: 'running', startedAt: AT, heartbeatAt: AT, queuedSince: AT, maxJobMinutes: 30 });

  expect(checkOf(run, after(19 * HOUR_MS)).action).toBe('ask');
  expect(checkOf(run, after(20 * HOUR_MS))).toMatchObject({ action: 'end', failure: { code: 'queued_too_long' } });
  const hour = aRun({
    status: 'running',
    startedAt: AT,
    maxJobMinutes: 30,
    queuedMs: HOUR_MS,
    heartbeatAt: after(HOUR_MS),
  });
  expect(checkOf(hour, after(2 * HOUR_MS - 1)).action).toBe('ask');
  expect(checkOf(hour, after(2 * HOUR_MS))).toMatchObject({ action: 'end', failure: { code: 'ran_too_long' } });
});

test('a sign of life ends the wait, and the time that it took counts no more', () => {
  const waited = aRun({
    status: 'running',
    startedAt: AT,
    queuedSince: AT,
    heartbeatAt: after(HOUR_MS),
    queuedMs: 1000,
  });

  expect(isQueued(waited)).toBe(false);
  expect(stoodStillMs(waited, after(9 * HOUR_MS))).toBe(HOUR_MS + 1000);
  const again = queuedFrom(waited, after(2 * HOUR_MS));
  expect(again).toEqual({ queuedSince: after(2 * HOUR_MS), queuedMs: HOUR_MS + 1000 });
  expect(queuedUntil({ ...waited, ...again }, after(3 * HOUR_MS))).toMatchObject({ queuedMs: 2 * HOUR_MS + 1000 });
});

test('a run that beats and beats still ends after its minutes and their grace', () => {
  const beating = aRun({ status: 'running', startedAt: AT, maxJobMinutes: 30, heartbeatAt: after(60 * MINUTE_MS) });

  expect(checkOf(beating, after(60 * MINUTE_MS - 1)).action).toBe('wait');
  expect(checkOf(beating, after(60 * MINUTE_MS))).toMatchObject({ action: 'end', status: 'timed_out' });
});
