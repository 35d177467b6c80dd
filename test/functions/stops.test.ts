import { expect, test } from 'vitest';
import { cancelRun } from '../../functions/admin/stops/cancel-run.ts';
import { stopAll } from '../../functions/admin/stops/stop-all.ts';
import { undoStop } from '../../functions/admin/stops/undo-stop.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { atWork } from './at-work.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const reason = 'too dear';
const { mappingId } = aMapping();
const ref = { tracker: 'linear', ticketId: aTicket().ticketId } as const;

test('a stop of all runs pauses what is not paused, and undoing it resumes no more than that', async () => {
  const world = await aWorld();
  await world.mappings.save(aMapping({ mappingId: 'by hand', name: 'Paused by hand', teamKey: 'OPS', paused: true }));
  expect(await stopAll(world, { reason })).toEqual({ mappings: 1, runs: 0 });
  expect(await world.mappings.read(mappingId)).toMatchObject({ paused: true });
  expect(await undoStop(world)).toEqual({ mappings: 1, runs: 0 });

  expect(await world.mappings.read(mappingId)).toMatchObject({ paused: false });
  expect(await world.mappings.read('by hand')).toMatchObject({ paused: true });
  await expect(undoStop(world)).rejects.toMatchObject({ code: 'nothing_stopped' });
  expect(
    (await world.audit.ofDay(world.clock.now().slice(0, 10))).map(({ action, detail }) => `${action}: ${detail}`),
  ).toEqual(['stop_undone: 1 mappings, 0 runs', 'all_stopped: 1 mappings, 0 runs: too dear']);
});

test('a stop of all runs that was cut off goes on where it was when it is pressed again', async () => {
  const { world, time, run } = await atWork();
  world.lifecycle.faults.goDown();
  await expect(stopAll(world, { reason })).rejects.toThrow();
  world.lifecycle.faults.comeUp();
  expect(await stopAll(world, { reason: 'another' })).toEqual({ mappings: 1, runs: 1 });
  await time.pass(2);
  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'cancelled', failure: { reason: /too dear$/ } });
  await undoStop(world);
  await time.passUntilQuiet(20);

  expect(await world.tickets.read(ref)).toMatchObject({ status: 'pr_ready' });
});

test('a stop of all runs that is undone while it is pressed again pauses nothing', async () => {
  const world = await aWorld();
  await stopAll(world, { reason });
  const { all } = world.mappings;
  world.mappings.all = async () => {
    world.mappings.all = all;
    await undoStop(world);
    return all();
  };

  await expect(stopAll(world, { reason })).rejects.toMatchObject({ code: 'conflicting_change' });
  expect(await world.mappings.read(mappingId)).toMatchObject({ paused: false });
});

test('a stop of all runs that is undone before it ended a run lets that run go on', async () => {
  const { world, time, run } = await atWork();
  await stopAll(world, { reason });
  await undoStop(world);
  world.lifecycle.take();
  await time.pass(1);

  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'running' });
  expect(world.executor.executions).toMatchObject([{ state: 'in_progress' }]);
});

test('a stop of all runs keeps a run that was cancelled before cancelled when it is undone', async () => {
  const { world, time, run } = await atWork();
  await cancelRun(world, { runId: run.runId, reason: 'this one for good' });
  await stopAll(world, { reason });
  await undoStop(world);
  await time.pass(10);

  expect(await world.tickets.read(ref)).toMatchObject({ status: 'cancelled' });
  expect(world.executor.executions).toHaveLength(1);
});

test.each<['slot' | 'run', (world: World) => void]>([
  ['slot', (world) => interrupt(world, 'buckets', 'claimSlot')],
  ['run', (world) => interrupt(world, 'dispatchRecords', 'claim')],
])(
  'a stop of all runs that comes while a candidate is admitted, after its %s was claimed, keeps it from being ordered',
  async (_, hook) => {
    const world = await aWorld();
    const time = days(world, 'works');
    hook(world);
    await pollTickets(world.poll);
    await time.pass(10);
    expect(world.executor.executions).toEqual([]);
    expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
    expect(await world.tickets.read(ref)).toMatchObject({ waiting: { reason: 'paused' } });

    await undoStop(world);
    await time.passUntilQuiet(20);
    expect(await world.tickets.read(ref)).toMatchObject({ status: 'pr_ready' });
  },
);

test('a candidate whose earlier delivery was cut off with the dispatch record leaves nothing behind when its mapping is paused', async () => {
  const world = await aWorld();
  const candidate = aCandidate({ offeredAt: world.clock.now() });
  await world.dispatchRecords.claim({ ...candidate, at: world.clock.now() });
  const mapping = (await world.mappings.read(mappingId)) ?? expect.unreachable();
  interrupt(world, 'buckets', 'claimSlot', () => world.mappings.save({ ...mapping, paused: true }));

  expect(await dispatchRun(world.dispatch, candidate)).toBe('refused: held');

  expect((await world.dispatchRecords.read(candidate))?.liveRunId).toBeUndefined();
  expect((await world.dispatchRecords.read(candidate))?.phases).toEqual({});
  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
});

test('a stop of all runs leaves what cannot be written to the next press, and does all else', async () => {
  const { world } = await atWork();
  const { wishCancel } = world.runs;
  const runs = { ...world.runs, wishCancel: () => Promise.reject(new AppError('not_found', 'gone')) };
  await expect(stopAll({ ...world, runs }, { reason })).rejects.toThrow('all else is done');
  expect(await world.mappings.read(mappingId)).toMatchObject({ paused: true });
  expect(await stopAll({ ...world, runs: { ...runs, wishCancel } }, { reason })).toMatchObject({ runs: 1 });
});
/** All is stopped, or something else happens, right after dispatch-run made this call. */
function interrupt<Port extends 'buckets' | 'dispatchRecords'>(
  world: World,
  port: Port,
  method: keyof World['dispatch'][Port] & string,
  act: () => Promise<unknown> = () => stopAll(world, { reason }),
): void {
  const standing = world.dispatch[port];
  const call = standing[method] as (...args: unknown[]) => Promise<unknown>;
  const interrupted = async (...args: unknown[]) => {
    const answer = await call(...args);
    world.dispatch[port] = standing;
    await act();
    return answer;
  };
  world.dispatch[port] = { ...standing, [method]: interrupted };
}
