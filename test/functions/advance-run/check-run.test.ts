import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorld } from '../world.ts';

/** A run whose order was answered just now, with an execution that the executor does not know. */
async function aWorldWithUnknownExecution() {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'dispatched', dispatchedAt: world.clock.now(), workflowRunId: '404' }));
  const look = () => {
    const timer = { kind: 'check-run', dueAt: world.clock.now(), ...aTicket(), runId: aRun().runId } as const;
    return advanceRun(world.advance, { type: 'TimerDue', timer });
  };
  return { world, look };
}

test('an execution that the executor creates late is not given up', async () => {
  const { world, look } = await aWorldWithUnknownExecution();
  const lateUntil = plus(world.clock.now(), 5 * MINUTE_MS);
  world.clock.advance(MINUTE_MS);

  expect(await look()).toBe(`waits until ${lateUntil}`);
  expect(await world.runs.read(aRun().runId)).toMatchObject({ status: 'dispatched' });
});

test('an execution that never came to be is an infrastructure failure', async () => {
  const { world, look } = await aWorldWithUnknownExecution();
  world.clock.advance(5 * MINUTE_MS);

  expect(await look()).toBe('settled: failed (ended_before_start)');
  expect(await world.runs.read(aRun().runId)).toMatchObject({ failure: { kind: 'infrastructure' } });
});
