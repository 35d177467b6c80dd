import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { RepositoryRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { executionEnd } from '../../../shared/domain/execution-end.ts';
import { aReport } from '../../builders/a-report.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { days } from '../days.ts';
import { aWorld, type World } from '../world.ts';

/** A run at work, and the word of GitHub that its workflow run is over. */
async function atWork(state: 'ended' | 'in_progress', conclusion?: string) {
  const world = await aWorld();
  const time = days(world, 'silent');
  await time.pass(3);
  const [execution = expect.unreachable()] = world.executor.executions;
  Object.assign(execution, { state, conclusion });
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

test.each([
  ['cancelled', 'cancelled (somebody, or a newer run, stopped it)'],
  ['timed_out', 'timed_out (a job took longer than it may)'],
  ['startup_failure', 'startup_failure (GitHub could not start it)'],
  ['action_required', 'action_required (somebody has to approve it on GitHub)'],
  ['failure', 'failure (a job failed)'],
  ['a_new_word', 'a_new_word'],
])('one that ended as %s says so, on the run and on its ticket', async (conclusion, words) => {
  const { world, time, runId, hear } = await atWork('ended', conclusion);
  await hear();
  expect((await world.runs.read(runId))?.failure?.reason).toBe(
    `The workflow run ended without reporting its result: ${words}`,
  );

  for (let attempt = 2; attempt <= 3; attempt += 1) {
    await time.pass(6);
    const next = world.executor.executions.at(-1) ?? expect.unreachable();
    Object.assign(next, { state: 'ended', conclusion });
    await advanceRun(world.advance, { type: 'WorkflowRunEnded', runId: next.runId, arrivalId: `delivery-${attempt}` });
  }
  await time.pass(5);
  const said = world.tracker.commentsOn(aTicket().ticketId).map(({ body }) => body);
  expect(said.at(-1)).toContain(words);
});

test.each([undefined, '<script>', 'x'.repeat(41)])('a conclusion that is none (%s) is not told', async (conclusion) => {
  const { world, runId, hear } = await atWork('ended', conclusion);
  await hear();

  expect((await world.runs.read(runId))?.failure?.reason).toBe('The workflow run ended without reporting its result.');
});

test('one that ended before the work began says so, with its conclusion', () => {
  const failure = executionEnd({ startedAt: undefined }, 'startup_failure');

  expect(failure).toMatchObject({ kind: 'infrastructure', code: 'ended_before_start' });
  expect(failure.reason).toBe(
    'The workflow run ended before the work began: startup_failure (GitHub could not start it)',
  );
});
