import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { sendMachineSweep } from '../../../functions/watch-runs/send-machine-sweep.ts';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { aRun } from '../../builders/a-run.ts';
import { aWorld, type World } from '../world.ts';

const sweep = (world: World) =>
  advanceRun(world.advance, { type: 'TimerDue', timer: { kind: 'sweep-machines', dueAt: world.clock.now() } });

/** A run on Fly whose machine is there. */
async function withMachine(overrides: Partial<Run> = {}, machine: Partial<World['fleet']['machines'][number]> = {}) {
  const world = await aWorld({ mapping: { executor: 'fly-machines' } });
  const run = aRun({ executor: 'fly-machines', workflowRunId: 'abc-1', reservedAt: world.clock.now(), ...overrides });
  await world.runs.reserve(run);
  const made = { machineId: 'abc', executionId: 'abc-1', runId: run.runId, createdAt: run.reservedAt };
  world.fleet.machines.push({ ...made, ...machine });
  const left = async () => {
    await sweep(world);
    return world.fleet.machines.map(({ machineId }) => machineId);
  };
  return { world, left };
}

test('the machine of a live run is left, and destroyed once it is older than the run may be', async () => {
  const { world, left } = await withMachine({ status: 'running' });
  world.clock.advance(100 * MINUTE_MS);
  expect(await left()).toEqual(['abc']);

  world.clock.advance(HOUR_MS);
  expect(await left()).toEqual([]);
});

test.each(['succeeded', 'failed', 'timed_out', 'cancelled'] as const)(
  'a machine whose run %s has a moment to end by itself, and is then destroyed',
  async (status) => {
    const { world, left } = await withMachine({ status, endedAt: '2026-01-05T09:00:00.000Z' });
    world.clock.advance(MINUTE_MS);
    expect(await left()).toEqual(['abc']);

    world.clock.advance(MINUTE_MS);
    expect(await left()).toEqual([]);
  },
);

test.each([
  ['of a run that nobody knows', { runId: '01UNKNOWN' }],
  ['that names no run', { runId: '' }],
  ['that somebody changed since it was made', { executionId: 'abc-2' }],
])('a machine %s is destroyed', async (_, machine) => {
  const { left } = await withMachine({ status: 'running' }, machine);
  expect(await left()).toEqual([]);
});

test('a machine whose order was never answered belongs to its run', async () => {
  const { left } = await withMachine({ status: 'reserved', workflowRunId: undefined });
  expect(await left()).toEqual(['abc']);
});

test('no more than twenty are destroyed at once', async () => {
  const { world } = await withMachine({ status: 'running' });
  world.fleet.machines = Array.from({ length: 25 }, (_, at) => ({
    ...{ machineId: `m${at}`, executionId: `m${at}-1`, runId: '', createdAt: world.clock.now() },
  }));
  await sweep(world);
  expect(world.fleet.machines).toHaveLength(5);
});

test('machines are asked for only while a mapping or a run has any', async () => {
  const world = await aWorld();
  expect(await sweep(world)).toBe('no run has a machine');
  expect(world.fleet.listings).toBe(0);

  await world.runs.reserve(aRun({ executor: 'fly-machines' }));
  await sweep(world);
  expect(world.fleet.listings).toBe(1);
});

test('a cloud that is down is asked again by the next sweep', async () => {
  const { world } = await withMachine();
  world.fleet.list = () => Promise.reject(new ServiceUnavailable('fly', 'outage', 'no answer'));
  expect(await sweep(world)).toBe('left: outage');
});

test('a watch has machines looked for every five minutes, where there may be any', async () => {
  const world = await aWorld();
  const sent = async (hasMachines: boolean) => {
    let count = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      count += await sendMachineSweep({ ...world.watch, hasMachines });
      world.clock.advance(MINUTE_MS);
    }
    return count;
  };
  expect([await sent(true), await sent(false)]).toEqual([12, 0]);
});
