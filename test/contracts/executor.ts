import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { DispatchOutcome, Execution, Executor } from '../../shared/ports/executor.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

/** One executor with the means to make it fail. Its executions stay queued until they are cancelled. */
export interface ExecutorHarness {
  executor: Executor;
  /** A new run that the executor accepts. */
  aRun(): Run;
  /** The next order takes effect and its answer is lost. */
  loseNextAnswer(): void;
  /** The next order fails without effect, and the executor cannot say so. */
  failNextOrder(): void;
  /** The next order is refused because of its repository. */
  refuseNextOrder(): void;
  /** The next order meets a rate limit that ends a minute from now. */
  limitNextOrder(): void;
  /** From now on nothing is answered. */
  goDown(): void;
  /** Executions made from now on are listed this much later. */
  lagLists(ms: number): void;
  advance(ms: number): void;
  /** The executor's time, epoch milliseconds. */
  now(): number;
  close(): Promise<void>;
}

/** What every executor holds, whatever it runs on. */
export function executorContract(name: string, start: () => Promise<ExecutorHarness>): void {
  describe(`the executor ${name}`, () => {
    let harness: ExecutorHarness;
    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());
    const order = (run: Run): Promise<DispatchOutcome> => harness.executor.dispatch(run, aRunRequest(run));
    const the: Subject = {
      get harness() {
        return harness;
      },
      order,
      async started(run) {
        const outcome = await order(run);
        if (outcome.outcome !== 'dispatched') throw new Error(`expected a dispatch, got ${JSON.stringify(outcome)}`);
        return { workflowRunId: outcome.workflowRunId, url: outcome.url };
      },
    };
    ordersHold(the);
    executionsHold(the);
  });
}

interface Subject {
  readonly harness: ExecutorHarness;
  order(run: Run): Promise<DispatchOutcome>;
  started(run: Run): Promise<Execution>;
}

function ordersHold(the: Subject): void {
  it('finds what it dispatched, under the name of its run only', async () => {
    const [run, other] = [the.harness.aRun(), the.harness.aRun()];
    const execution = await the.started(run);
    await the.started(other);
    expect(await the.harness.executor.find(run)).toEqual([execution]);
  });

  it('leaves open whether an order had its effect when the answer is lost, and finds it later', async () => {
    const run = the.harness.aRun();
    the.harness.loseNextAnswer();
    expect(await the.order(run)).toEqual({ outcome: 'unanswered' });
    expect(await the.harness.executor.find(run)).toHaveLength(1);
  });

  it('leaves open whether an order had its effect when the executor fails', async () => {
    const run = the.harness.aRun();
    the.harness.failNextOrder();
    expect(await the.order(run)).toEqual({ outcome: 'unanswered' });
    expect(await the.harness.executor.find(run)).toEqual([]);
  });

  it('says with a reason that the repository refuses an order, and starts nothing', async () => {
    const run = the.harness.aRun();
    the.harness.refuseNextOrder();
    expect(await the.order(run)).toMatchObject({
      outcome: 'refused',
      concerns: 'mapping',
      reason: expect.stringMatching(/\w/),
    });
    expect(await the.harness.executor.find(run)).toEqual([]);
  });

  it('defers an order to the end of a rate limit, and starts nothing', async () => {
    const run = the.harness.aRun();
    the.harness.limitNextOrder();
    const outcome = await the.order(run);
    const retryAt = outcome.outcome === 'deferred' ? Date.parse(outcome.retryAt) : Number.NaN;
    expect(Math.abs(retryAt - the.harness.now() - MINUTE_MS)).toBeLessThan(5000);
    expect(await the.harness.executor.find(run)).toEqual([]);
  });
}

function executionsHold(the: Subject): void {
  it('may list an execution later than it exists', async () => {
    const run = the.harness.aRun();
    the.harness.lagLists(2 * MINUTE_MS);
    const execution = await the.started(run);
    expect(await the.harness.executor.find(run)).toEqual([]);
    the.harness.advance(2 * MINUTE_MS);
    expect(await the.harness.executor.find(run)).toEqual([execution]);
  });

  it('cancels an execution, and once more without complaint', async () => {
    const run = the.harness.aRun();
    const { workflowRunId } = await the.started(run);
    expect(await the.harness.executor.state(run, workflowRunId)).toBe('queued');
    expect(await the.harness.executor.job(run, workflowRunId)).toBeUndefined();
    await the.harness.executor.cancel(run, workflowRunId);
    await the.harness.executor.cancel(run, workflowRunId);
    expect(await the.harness.executor.state(run, workflowRunId)).toHaveProperty('ended');
  });

  it('calls an execution that it does not know gone, and cancels it without complaint', async () => {
    const run = the.harness.aRun();
    await the.harness.executor.cancel(run, '1');
    expect(await the.harness.executor.state(run, '1')).toBe('gone');
  });

  it('throws that it is unavailable when it cannot answer', async () => {
    const run = the.harness.aRun();
    const { workflowRunId } = await the.started(run);
    the.harness.goDown();
    await expect(the.harness.executor.find(run)).rejects.toThrow(ServiceUnavailable);
    await expect(the.harness.executor.state(run, workflowRunId)).rejects.toThrow(ServiceUnavailable);
    await expect(the.harness.executor.job(run, workflowRunId)).rejects.toThrow(ServiceUnavailable);
    await expect(the.harness.executor.cancel(run, workflowRunId)).rejects.toThrow(ServiceUnavailable);
  });
}
