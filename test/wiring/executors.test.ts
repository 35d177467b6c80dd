import { expect, test } from 'vitest';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { availableExecutors, hasLocalExecutor, openExecutors } from '../../shared/wiring/executors.ts';
import { aFunctionEnv } from '../builders/a-function-env.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

const NOWHERE = 'http://127.0.0.1:9';
const secrets: Secrets = async (names) => names.map(() => 'no key') as never;
const local = aRun({ executor: 'local' });

test('without a server a local run is refused with what to do, and nothing of it is known', async () => {
  const executor = openExecutors(aFunctionEnv({ GITHUB_API_URL: NOWHERE }), secrets);

  expect(await executor.dispatch(local, aRunRequest())).toMatchObject({ outcome: 'refused', concerns: 'mapping' });
  expect(await executor.find(local)).toEqual([]);
  expect(await executor.state(local, '1')).toBe('gone');
  await executor.cancel(local, '1');
});

test('a local server that cannot be reached leaves open what became of an order', async () => {
  const executor = openExecutors(aFunctionEnv({ GITHUB_API_URL: NOWHERE, LOCAL_EXECUTOR_URL: NOWHERE }), secrets);

  expect(await executor.dispatch(local, aRunRequest())).toEqual({ outcome: 'unanswered' });
});

test('a run of Actions goes to GitHub, whether there is a local server or not', async () => {
  for (const LOCAL_EXECUTOR_URL of ['', NOWHERE]) {
    const executor = openExecutors(aFunctionEnv({ GITHUB_API_URL: NOWHERE, LOCAL_EXECUTOR_URL }), secrets);
    await expect(executor.find(aRun())).rejects.toThrow();
  }
});

test('a run that names an executor which nobody knows reaches none', async () => {
  const executor = openExecutors(aFunctionEnv({ GITHUB_API_URL: NOWHERE }), secrets);

  await expect(executor.find({ ...aRun(), executor: 'abacus' as 'local' })).rejects.toThrow();
});

test('a deployment has the executor of a laptop only where its server is', () => {
  expect(availableExecutors(aFunctionEnv())).toEqual(['github-actions']);
  expect(availableExecutors(aFunctionEnv({ LOCAL_EXECUTOR_URL: NOWHERE }))).toEqual(['github-actions', 'local']);
  expect([aFunctionEnv(), aFunctionEnv({ LOCAL_EXECUTOR_URL: NOWHERE })].map(hasLocalExecutor)).toEqual([false, true]);
});
