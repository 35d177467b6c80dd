import { expect, test } from 'vitest';
import { watchRuns } from '../../../functions/watch-runs/watch-runs.ts';
import { LEASE_MS } from '../../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { days } from '../days.ts';
import { deliveries } from '../deliveries.ts';
import { aWorld, BUCKET, type World } from '../world.ts';

const slots = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});
const claim = (world: World) =>
  world.buckets.claimSlot({ ...aCandidate(), bucketId: BUCKET, at: world.clock.now(), claimId: 'c' });

test('a timer is sent once it is due, and then gone', async () => {
  const world = await aWorld();
  const timer = { kind: 'show-ticket', dueAt: '2026-01-05T09:00:00.000Z', ticketId: 't', tracker: 'linear' } as const;
  await world.timers.set(timer);
  await world.timers.set({ ...timer, dueAt: '2026-01-05T09:00:00.001Z' });

  await watchRuns(world.watch);

  expect(world.lifecycle.waiting()).toEqual([{ type: 'TimerDue', timer }]);
  expect(world.timers.waiting()).toHaveLength(1);
});

test('a slot without a run is left alone for a lease', async () => {
  const world = await aWorld();
  await claim(world);
  world.clock.advance(LEASE_MS - 1);

  await watchRuns(world.watch);

  expect(await slots(world)).toHaveLength(1);
  expect(await world.runs.read(aCandidate().runId)).toBeUndefined();
});

test('then its run is entombed, its ticket told, and the slot freed, in this order', async () => {
  const world = await aWorld();
  await claim(world);
  await world.tickets.write(aTicketRecord({ mappingId: aMapping().mappingId }));
  world.clock.advance(LEASE_MS);

  expect(await watchRuns(world.watch)).toMatchObject({ slotsFreed: 1 });

  const effects = /\.(entomb|send|release|releaseSlot)$/;
  expect(world.trace.calls.filter((call) => effects.test(call))).toEqual([
    ...['runs.entomb', 'lifecycle.send', 'dispatchRecords.release', 'buckets.releaseSlot'],
  ]);
  expect(await world.runs.read(aCandidate().runId)).toMatchObject({
    ...{ status: 'failed', mappingId: aMapping().mappingId, failure: { kind: 'infrastructure' } },
  });
});

test('a sweep that dies before it freed the slot is followed by one that tells the ticket', async () => {
  const world = await aWorld();
  await claim(world);
  world.clock.advance(LEASE_MS);
  const entombed = 8;
  world.trace.breakAt({ call: entombed, side: 'after', way: 'dies' });
  await expect(world.trace.run(() => watchRuns(world.watch))).rejects.toThrow('died');
  expect(world.trace.calls[entombed - 1]).toBe('runs.entomb');

  await watchRuns(world.watch);

  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'RunEnded', runId: aCandidate().runId }]);
  expect(await slots(world)).toEqual([]);
});

test('a second attempt cut off before it claimed its ticket is repeated without a wait of 24 hours', async () => {
  const world = await aWorld();
  const time = days(world, 'dies', 'works');
  await time.pass(3);
  const claims = () => world.trace.calls.filter((call) => call === 'dispatchRecords.claim').length;
  const attempted = world.dispatchRecords.claim;
  let isCut = false;
  world.dispatchRecords.claim = async (...args) => {
    if (!isCut && claims() > 1) {
      isCut = true;
      throw new Error('cut off');
    }
    return attempted(...args);
  };

  await time.passUntilQuiet(120);

  expect(isCut).toBe(true);
  expect((await world.tickets.read(aTicket()))?.status).toBe('pr_ready');
});

test('the slot of a live run is left alone, that of one that is over is freed', async () => {
  const world = await aWorld({ mapping: { maxInProgress: 2 } });
  const at = world.clock.now();
  for (const status of ['running', 'failed'] as const) {
    const run = aRun({ runId: status, ticketId: status, status, heartbeatAt: at });
    await world.runs.entomb(run);
    await world.buckets.claimSlot({ ...run, at, claimId: 'c' });
  }

  await watchRuns(world.watch);

  expect(await slots(world)).toEqual(['running']);
});

test('a live run whose timer was lost is looked at two minutes after its time', async () => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'running', startedAt: world.clock.now(), heartbeatAt: world.clock.now() }));

  world.clock.advance(7 * MINUTE_MS - 1);
  expect(await watchRuns(world.watch)).toMatchObject({ runsWoken: 0 });
  world.clock.advance(1);
  expect(await watchRuns(world.watch)).toMatchObject({ runsWoken: 1 });
});

test('a lost answer is looked up after 60 seconds, and bound when found', async () => {
  const world = await aWorld();
  const queues = deliveries(world);
  world.executor.faults.loseAnswerOnce('dispatch');
  await world.candidates.offer(aCandidate());
  await queues.deliver();
  expect(await world.runs.read(aCandidate().runId)).toMatchObject({ status: 'reserved' });

  world.clock.advance(MINUTE_MS);
  await watchRuns(world.watch);

  expect(await queues.deliver()).toEqual(['found and bound']);
  expect(await world.runs.read(aCandidate().runId)).toMatchObject({ status: 'dispatched', workflowRunId: '9000' });
  expect(world.executor.orders).toBe(1);
});

test('an order that never arrived is repeated once after 180 seconds, and then the attempt is over', async () => {
  const world = await aWorld();
  const time = days(world, 'works');
  const orders: number[] = [];
  world.executor.dispatch = async () => {
    world.executor.orders += 1;
    return { outcome: 'unanswered' };
  };
  for (let minute = 0; minute < 7; minute += 1) {
    await time.pass(1);
    orders.push(world.executor.orders);
  }

  expect(orders).toEqual([1, 1, 1, 2, 2, 2, 2]);
  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'implementing', next: { attempt: 2 } });
  expect(await slots(world)).toEqual([]);
});

test('a listing that lags leads to a second order, and only one of both passes the gate', async () => {
  const world = await aWorld();
  world.executor.listingLagMs = 10 * MINUTE_MS;
  world.executor.faults.loseAnswerOnce('dispatch');
  const time = days(world, 'works');

  await time.passUntilQuiet(60);

  expect([...time.runners.passed.values()].map((workflowRuns) => workflowRuns.size)).toEqual([1]);
});

test('three lost attempts are a failure of the ticket', async () => {
  const world = await aWorld();
  const time = days(world, 'dies');

  await time.passUntilQuiet(300);

  expect((await world.runs.ofTicket(aTicket())).map((run) => run.attempt)).toEqual([3, 2, 1]);
  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'implementation_failed', next: undefined });
  expect((await world.tracker.read(aTicket().ticketId))?.markers).toEqual([]);
});

test('a silent execution is ended after ten missed heartbeats, and cancelled until that was heard', async () => {
  const world = await aWorld();
  const time = days(world, 'silent', 'works');
  await time.pass(5);
  world.executor.faults.goDown();
  await time.pass(12);
  expect(world.executor.executions[0]?.isCancelled).toBe(false);
  world.executor.faults.comeUp();

  await time.passUntilQuiet(60);

  expect(world.executor.executions[0]?.isCancelled).toBe(true);
  expect((await world.tickets.read(aTicket()))?.status).toBe('pr_ready');
});

test('an execution that never starts is given up after six hours', async () => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched', dispatchedAt: world.clock.now() }));
  world.clock.advance(6 * HOUR_MS + 2 * MINUTE_MS);

  expect(await watchRuns(world.watch)).toMatchObject({ runsWoken: 1 });
});

test('a run that cannot be read does not keep the sweep from the others, and is told at the end', async () => {
  const world = await aWorld({ mapping: { maxInProgress: 3 } });
  const at = world.clock.now();
  for (const n of [1, 2]) {
    const run = aRun({ runId: `run-${n}`, ticketId: `ticket-${n}`, status: 'failed' });
    await world.runs.reserve(run);
    await world.buckets.claimSlot({ ...run, at, claimId: 'c' });
  }
  const read: typeof world.runs.read = async (runId) => {
    if (runId === 'run-1') throw new Error('not readable');
    return world.runs.read(runId);
  };

  await expect(watchRuns({ ...world.watch, runs: { ...world.runs, read } })).rejects.toThrow('a part of the watch');

  expect(await slots(world)).toEqual(['ticket-1']);
});

test('what is due beyond one batch is sent in the same watch, the earliest first', async () => {
  const world = await aWorld();
  const timers = Array.from({ length: 1200 }, (_, n) => ({
    ...({ kind: 'show-ticket', tracker: 'linear', ticketId: `t${n}` } as const),
    dueAt: plus(world.clock.now(), -n * 1000),
  }));
  for (const timer of timers) await world.timers.set(timer);

  expect(await watchRuns(world.watch)).toMatchObject({ timersSent: 1200 });

  const sent = world.lifecycle.waiting().map((event) => (event.type === 'TimerDue' ? event.timer.dueAt : ''));
  expect(sent).toEqual(timers.map(({ dueAt }) => dueAt).sort());
  expect(world.timers.waiting()).toEqual([]);
});

test('a timer that cannot be sent keeps none of the others, and stays', async () => {
  const world = await aWorld();
  const due = { kind: 'show-ticket', tracker: 'linear', dueAt: world.clock.now() } as const;
  for (const ticketId of ['a', 'b', 'c']) await world.timers.set({ ...due, ticketId });
  const send: World['lifecycle']['send'] = async (event) => {
    if (event.type === 'TimerDue' && 'ticketId' in event.timer && event.timer.ticketId === 'a')
      throw new Error('too large');
    return world.lifecycle.send(event);
  };

  await expect(watchRuns({ ...world.watch, lifecycle: { send } })).rejects.toThrow('a part of the watch failed');

  expect(world.lifecycle.waiting()).toHaveLength(2);
  expect(world.timers.waiting()).toMatchObject([{ ticketId: 'a' }]);
});
