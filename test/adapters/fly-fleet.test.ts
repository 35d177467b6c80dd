import { afterEach, beforeEach, expect, test } from 'vitest';
import { flyExecutor } from '../../shared/adapters/fly/fly-executor.ts';
import { flyFleet } from '../../shared/adapters/fly/fly-fleet.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { aFlyApp, flySettings } from './a-fly-app.ts';

let app: Awaited<ReturnType<typeof aFlyApp>>;
beforeEach(async () => {
  app = await aFlyApp();
});
afterEach(() => app.close());

const settings = () => flySettings(app.fly, app.clock);
const fleet = () => flyFleet(settings());

async function order(runId: string, stack: string): Promise<string> {
  const run = aRun({ runId, executor: 'fly-machines' });
  const made = await flyExecutor({ ...settings(), stack }).dispatch(run, aRunRequest(run));
  return made.outcome === 'dispatched' ? made.workflowRunId : '';
}

test('the machines of this deployment are listed with their runs, and those of others are not', async () => {
  const executionId = await order('01OURS', settings().stack);
  await order('01THEIRS', 'https://others.test');

  const [machineId] = executionId.split('-');
  expect(await fleet().list()).toEqual([{ machineId, executionId, runId: '01OURS', createdAt: expect.any(String) }]);
});

test('what a filter of Fly lets through is none of ours for that', async () => {
  await order('01THEIRS', 'https://others.test');
  const [machine] = app.fly.machines();
  app.fly.faults.add({ operation: 'list', kind: 'status', status: 200, body: [{ ...machine, instance_id: '01' }] });

  expect(await fleet().list()).toEqual([]);
});

test('a machine is destroyed whatever it does, and a second time is none', async () => {
  const [machineId = ''] = (await order('01OURS', settings().stack)).split('-');
  await fleet().destroy(machineId);
  await fleet().destroy(machineId);

  expect(app.fly.counts()).toEqual({ made: 1, destroyed: 1 });
  expect(await fleet().list()).toEqual([]);
});

test('a cloud that does not answer, or not in its form, is no empty one', async () => {
  app.fly.faults.add({ operation: 'list', kind: 'status', status: 503, times: 1 });
  await expect(fleet().list()).rejects.toBeInstanceOf(ServiceUnavailable);
  app.fly.faults.add({ operation: 'list', kind: 'status', status: 200, body: { machines: [] }, times: 1 });
  await expect(fleet().list()).rejects.toBeInstanceOf(ServiceUnavailable);
});
