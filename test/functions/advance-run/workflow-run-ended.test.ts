import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { RepositoryRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { aReport } from '../../builders/a-report.ts';
import { days } from '../days.ts';
import { aWorld, type World } from '../world.ts';

/** A run at work, and the word of GitHub that its workflow run is over. */
async function atWork(state: 'ended' | 'in_progress') {
  const world = await aWorld();
  const time = days(world, 'silent');
  await time.pass(3);
  const [execution = expect.unreachable()] = world.executor.executions;
  execution.state = state;
  const { runId } = execution;
  const hear = (of: World = world) =>
    advanceRun(of.advance, { type: 'WorkflowRunEnded', runId, arrivalId: 'delivery-1' });
  return { world, time, runId, hear, status: async () => (await world.runs.read(runId))?.status };
}

test('a run whose workflow run ended without a report ends at once, and its timer tells the rest in the turn of its ticket', async () => {
  const { world, time, runId, hear, status } = await atWork('ended');
  world.trace.calls.length = 0;
  await hear();

  expect(await world.runs.read(runId)).toMatchObject({ status: 'failed', failure: { code: 'workflow_run_ended' } });
  expect(world.trace.calls.filter((call) => call.startsWith('tracker.'))).toEqual([]);
  await time.pass(4);
  const repeat = world.executor.executions[1]?.runId ?? expect.unreachable();
  expect(await world.runs.read(repeat)).toMatchObject({ retryOf: runId, attempt: 2 });
  await hear();
  expect(await status()).toBe('failed');
});

test('one that reported is left to its report, and one that works to itself', async () => {
  const reported = await atWork('ended');
  await reported.world.runs.putReport(reported.runId, { report: aReport(), receivedAt: reported.world.clock.now() });
  await reported.hear();
  expect(await reported.status()).toBe('running');

  const working = await atWork('in_progress');
  await working.hear();
  expect(await working.status()).toBe('running');
});

test.each([
  ['cannot say so', new ServiceUnavailable('github', 'outage', 'down')],
  ['refuses to say so', new RepositoryRefusal('repository_archived', 'it is archived')],
])('where GitHub %s, the event fails no message and ends nothing', async (_, error) => {
  const { world, hear, status } = await atWork('ended');
  world.advance.executor = { ...world.executor, state: () => Promise.reject(error) };

  expect(await hear()).toContain('left');
  expect(await status()).toBe('running');
});
