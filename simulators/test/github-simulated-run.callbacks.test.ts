import { describe, expect, it } from 'vitest';
import { aSimulatedRunStage } from './a-simulated-run.ts';
import { ask, aToken } from './github-requests.ts';

const the = aSimulatedRunStage();

describe('a simulated run at our gate', () => {
  it('ends without work when it is told that another took its place', async () => {
    the().api.answerNext(409);
    const run = await the().run();
    await the().untilCompleted(run);
    expect(the().api.calls).toHaveLength(1);
    expect(the().github.simulator.counts().passedGate).toBe(0);
    expect(the().github.simulator.callbackProblems).toMatchObject([{ path: '/runner/start', status: 409 }]);
  });

  it('asks again when our API fails, and goes on', async () => {
    the().api.answerNext(503, 500);
    const run = await the().run();
    await the().untilCompleted(run);
    expect(the().api.calls.filter((call) => call.path === '/runner/start')).toHaveLength(3);
    expect(run.conclusion).toBe('success');
  });

  it('gives up after eight tries, as when nobody listens', async () => {
    const run = await the().run({ callback_url: 'http://127.0.0.1:9' });
    await the().untilCompleted(run);
    expect(run).toMatchObject({ conclusion: 'failure', hasPassedGate: false });
    expect(the().github.simulator.callbackProblems).toMatchObject([{ path: '/runner/start', status: 0 }]);
  });

  it('fails when its report is refused', async () => {
    the().behaviour = 'fails-setup';
    the().api.answerNext(...Array(7).fill(200), 401);
    const run = await the().run();
    await the().untilCompleted(run);
    expect(run.conclusion).toBe('failure');
    expect(the().github.simulator.callbackProblems).toMatchObject([{ path: '/runner/result', status: 401 }]);
  });
});

describe('a simulated run that is cancelled', () => {
  it('stops at once and says no more', async () => {
    the().behaviour = 'hangs';
    const run = await the().run();
    await the().until(() => the().api.calls.length > 5);
    const path = `/repos/acme/backend/actions/runs/${run.id}`;
    const token = await aToken(the().github);
    expect((await ask(the().github, { method: 'POST', path: `${path}/cancel`, token })).status).toBe(202);
    await the().until(() => !the().github.simulator.isBusy());
    const said = the().api.calls.length;
    await the().anHourLater();
    expect(the().api.calls).toHaveLength(said);
    const shown = await ask(the().github, { path, token: await aToken(the().github) });
    expect(shown.body).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  it('in the queue never starts', async () => {
    const run = await the().run();
    const path = `/repos/acme/backend/actions/runs/${run.id}/cancel`;
    await ask(the().github, { method: 'POST', path, token: await aToken(the().github) });
    await the().anHourLater();
    expect(the().api.calls).toEqual([]);
  });

  it('when it is over already is a conflict', async () => {
    const run = await the().run();
    await the().untilCompleted(run);
    const path = `/repos/acme/backend/actions/runs/${run.id}/cancel`;
    const answer = await ask(the().github, { method: 'POST', path, token: await aToken(the().github) });
    expect(answer.status).toBe(409);
  });
});

describe('a restart of the simulated GitHub', () => {
  const stateNow = () => JSON.parse(JSON.stringify(the().github.simulator.export()));

  it('keeps what is over, the log and the numbers', async () => {
    await the().untilCompleted(await the().run());
    const counted = the().github.simulator.counts();
    const again = await the().restart(stateNow());
    expect(again.counts()).toMatchObject({ workflowRuns: counted.workflowRuns, passedGate: counted.passedGate });
    expect(again.dispatches()).toEqual(the().github.simulator.dispatches());
    expect(again.export()).toEqual(stateNow());
  });

  it('lets a run that waits in the queue go on', async () => {
    await the().run();
    const state = stateNow();
    await the().github.simulator.close();
    const again = await the().restart(state);
    await the().until(() => again.runs()[0]?.status === 'completed');
    expect(again.runs()[0]?.conclusion).toBe('success');
  });

  it('lets a run in progress play again from the gate on, in the same workflow run', async () => {
    const run = await the().run();
    await the().until(() => the().api.calls.length === 6);
    const state = stateNow();
    await the().github.simulator.close();
    const again = await the().restart(state);
    await the().until(() => again.runs()[0]?.status === 'completed');
    const starts = the().api.calls.filter((call) => call.path === '/runner/start');
    expect(starts.map((call) => call.body)).toEqual(Array(2).fill({ workflowRunId: String(run.id), runAttempt: 1 }));
    expect(again.counts().passedGate).toBe(1);
    expect(the().api.results()).toHaveLength(1);
  });
});
