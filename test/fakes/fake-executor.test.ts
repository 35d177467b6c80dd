import { describe, expect, it } from 'vitest';
import type { RunRequest } from '../../shared/contract/runner.ts';
import { aRun } from '../builders/a-run.ts';
import { fakeClock } from './fake-clock.ts';
import { fakeExecutor } from './fake-executor.ts';

const run = aRun();
const request: RunRequest = {
  run_id: run.runId,
  phase: run.phase,
  ticket_id: run.ticketId,
  ticket_key: run.ticketKey,
  ticket_title: run.ticketTitle,
  ticket_description: '',
  provider: run.provider,
  callback_url: 'https://orchestrator.test',
  result_token: 'result',
  progress_token: 'progress',
};

describe('the fake executor', () => {
  it('starts a run, finds it by its name, and tells how it fares', async () => {
    const executor = fakeExecutor(fakeClock());
    const started = await executor.dispatch(run, request);
    expect(started).toMatchObject({ outcome: 'dispatched' });
    const [found] = await executor.find(run);
    expect(started).toMatchObject(found ?? {});
    expect(await executor.find(aRun({ runId: 'another' }))).toEqual([]);
    expect(await executor.state(run, found?.workflowRunId ?? '')).toBe('queued');
    await executor.cancel(run, found?.workflowRunId ?? '');
    expect(await executor.state(run, found?.workflowRunId ?? '')).toEqual({ ended: undefined });
    expect(await executor.state(run, 'unknown')).toBe('gone');
  });

  it('leaves an order unanswered, with and without its effect', async () => {
    const executor = fakeExecutor(fakeClock());
    executor.faults.failOnce('dispatch');
    expect(await executor.dispatch(run, request)).toEqual({ outcome: 'unanswered' });
    expect(executor.executions).toEqual([]);
    executor.faults.loseAnswerOnce('dispatch');
    expect(await executor.dispatch(run, request)).toEqual({ outcome: 'unanswered' });
    expect(executor.executions).toHaveLength(1);
    expect(executor.orders).toBe(2);
  });

  it('refuses an order without effect', async () => {
    const executor = fakeExecutor(fakeClock());
    const refusal = { outcome: 'refused', concerns: 'mapping', reason: 'workflow missing' } as const;
    executor.refuseOnce(refusal);
    expect(await executor.dispatch(run, request)).toEqual(refusal);
    expect(executor.executions).toEqual([]);
    expect(await executor.dispatch(run, request)).toMatchObject({ outcome: 'dispatched' });
  });

  it('lists late, and throws when it is down', async () => {
    const clock = fakeClock();
    const executor = fakeExecutor(clock);
    executor.listingLagMs = 60_000;
    await executor.dispatch(run, request);
    expect(await executor.find(run)).toEqual([]);
    clock.advance(60_000);
    expect(await executor.find(run)).toHaveLength(1);
    executor.faults.goDown();
    await expect(executor.find(run)).rejects.toThrow('executor');
    expect(await executor.dispatch(run, request)).toEqual({ outcome: 'unanswered' });
  });
});
