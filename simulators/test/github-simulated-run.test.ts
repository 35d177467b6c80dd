import { describe, expect, it } from 'vitest';
import type { Progress } from '../../shared/contract/runner.ts';
import { aSimulatedRunStage } from './a-simulated-run.ts';

const the = aSimulatedRunStage();
const MINUTE_MS = 60_000;
const isStep = (line: Progress) => line.type === 'step';
const steps = () =>
  the()
    .api.progress()
    .filter(isStep)
    .map(({ stepId, status }) => `${stepId} ${status}`);

describe('a simulated run that succeeds', () => {
  it('passes the gate with its result token, id and attempt', async () => {
    const run = await the().run();
    await the().untilCompleted(run);
    expect(the().api.calls[0]).toEqual({
      path: '/runner/start',
      authorization: 'Bearer result-token-canary',
      sessionKey: undefined,
      body: { workflowRunId: String(run.id), runAttempt: 1 },
    });
    expect(the().github.simulator.counts()).toMatchObject({ workflowRuns: 1, passedGate: 1 });
    expect(run).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  it('tells its steps, each at its start and end, with the progress token', async () => {
    await the().untilCompleted(await the().run());
    const names = ['clone', 'install', 'setup', 'implement', 'review', 'checks', 'publish'];
    expect(steps()).toEqual(names.flatMap((name) => [`${name} running`, `${name} succeeded`]));
    expect(the().api.calls[1]).toMatchObject({ authorization: 'Bearer progress-token-canary' });
  });

  it('tells the pull request and then the result, both with the session key', async () => {
    await the().untilCompleted(await the().run());
    const prUrl = 'https://github.com/acme/backend/pull/1';
    const [opened, result] = the().api.calls.slice(-2);
    expect(opened).toMatchObject({ sessionKey: 'session-key', body: { type: 'pull_request_opened', prUrl } });
    expect(result).toMatchObject({
      path: '/runner/result',
      sessionKey: 'session-key',
      body: { outcome: 'success', prUrl },
    });
  });

  it('numbers the pull requests of a repository', async () => {
    await the().untilCompleted(await the().run());
    await the().untilCompleted(await the().run());
    expect(
      the()
        .api.results()
        .map((result) => result.prUrl),
    ).toEqual(['https://github.com/acme/backend/pull/1', 'https://github.com/acme/backend/pull/2']);
  });

  it('sends a heartbeat each minute of the clock', async () => {
    the().times = { startDelayMs: 0, stepMs: 90_000 };
    const begun = the().github.clock.now();
    await the().untilCompleted(await the().run());
    const minutes = (the().github.clock.now() - begun) / MINUTE_MS;
    const beats = the()
      .api.progress()
      .filter((line) => line.type === 'heartbeat').length;
    expect(minutes).toBeGreaterThan(10);
    expect(Math.abs(beats - minutes)).toBeLessThan(2);
  });

  it('reports comments and no pull request when it plans', async () => {
    await the().untilCompleted(await the().run({ phase: 'planning' }));
    const [result] = the().api.results();
    expect(result).toMatchObject({ phase: 'planning', outcome: 'success' });
    expect(result?.comments.map(({ key }) => key)).toEqual(['architecture', 'test-plan', 'work-units']);
    expect(result).not.toHaveProperty('prUrl');
  });
});

describe('a simulated run that fails', () => {
  it('fails: reports a failure of substance after its checks', async () => {
    the().behaviour = 'fails';
    const run = await the().run();
    await the().untilCompleted(run);
    expect(steps().at(-1)).toBe('checks failed');
    expect(the().api.results()).toMatchObject([{ outcome: 'failure', failureKind: 'substance' }]);
    expect(run.conclusion).toBe('failure');
  });

  it('fails in its setup: never comes to implementing', async () => {
    the().behaviour = 'fails-setup';
    await the().untilCompleted(await the().run());
    expect(steps().at(-1)).toBe('setup failed');
    expect(the().api.results()).toHaveLength(1);
  });

  it('dies: passes the gate and ends without a report', async () => {
    the().behaviour = 'dies';
    const run = await the().run();
    await the().untilCompleted(run);
    expect(run).toMatchObject({ conclusion: 'failure', hasPassedGate: true });
    expect(the().api.results()).toEqual([]);
  });

  it('dies once: the next run of the same ticket succeeds', async () => {
    the().behaviour = 'dies-once';
    const first = await the().run({ run_id: '01KE6XAAAA0000000000000001' });
    await the().untilCompleted(first);
    const second = await the().run({ run_id: '01KE6XAAAA0000000000000002' });
    await the().untilCompleted(second);
    expect([first.conclusion, second.conclusion]).toEqual(['failure', 'success']);
  });
});

describe('a simulated run that is odd', () => {
  it('reports twice: the same both times', async () => {
    the().behaviour = 'reports-twice';
    await the().untilCompleted(await the().run());
    const [first, second, ...more] = the().api.results();
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('starts early: its dispatch is answered after its start', async () => {
    the().behaviour = 'starts-early';
    await the().dispatch();
    expect(the().api.calls[0]?.path).toBe('/runner/start');
  });

  it('hangs: sends heartbeats and nothing else', async () => {
    the().behaviour = 'hangs';
    const run = await the().run();
    await the().until(
      () =>
        the()
          .api.progress()
          .filter((line) => line.type === 'heartbeat').length === 20,
    );
    expect(steps()).toEqual(['clone running', 'clone succeeded', 'install running']);
    expect(run.status).toBe('in_progress');
  });

  it('never starts: stays in the queue', async () => {
    the().behaviour = 'never-starts';
    const run = await the().run();
    await the().anHourLater();
    expect(run.status).toBe('queued');
    expect(the().github.simulator.isBusy()).toBe(false);
    expect(the().github.clock.nextDueAt()).toBeUndefined();
  });
});
