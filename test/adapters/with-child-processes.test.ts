import { expect, test } from 'vitest';
import { withChildProcesses } from '../../shared/adapters/child-process/with-child-processes.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { fakeClock } from '../fakes/fake-clock.ts';
import { fakeExecutor } from '../fakes/fake-executor.ts';

const local = aRun({ executor: 'local' });

test('runs of Actions go where they went, whether there is a local server or not', async () => {
  const actions = fakeExecutor(fakeClock());
  for (const url of ['', 'http://127.0.0.1:9']) {
    const executor = withChildProcesses(actions, url);
    expect(await executor.dispatch(aRun(), aRunRequest())).toMatchObject({ outcome: 'dispatched' });
  }
  expect(actions.executions).toHaveLength(2);
});

test('without a server a local run is refused with what to do, and nothing of it is known', async () => {
  const actions = fakeExecutor(fakeClock());
  const executor = withChildProcesses(actions, '');

  expect(await executor.dispatch(local, aRunRequest())).toMatchObject({ outcome: 'refused', concerns: 'mapping' });
  expect(await executor.find(local)).toEqual([]);
  expect(await executor.state(local, '1')).toBe('gone');
  await executor.cancel(local, '1');
  expect(actions.orders).toBe(0);
});

test('a local server that cannot be reached leaves open what became of an order', async () => {
  const executor = withChildProcesses(fakeExecutor(fakeClock()), 'http://127.0.0.1:9');

  expect(await executor.dispatch(local, aRunRequest())).toEqual({ outcome: 'unanswered' });
});
