import { describe, expect, it } from 'vitest';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { workflowRunName } from '../../shared/domain/run.ts';
import { APP } from '../../simulators/test/a-github-simulator.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { aGitHubSubject, DISPATCH } from './a-github-subject.ts';

const the = aGitHubSubject();

describe('dispatching', () => {
  it('is one order, after a look at rules and names, which names branch, workflow and inputs and asks for the run it made', async () => {
    const ofRun = the().run({ defaultBranch: 'main' });
    const outcome = await the().dispatch(ofRun);
    const [made] = the().simulator.runsOf(ofRun.runId);
    expect(outcome).toEqual({
      outcome: 'dispatched',
      workflowRunId: String(made?.id),
      url: `https://github.com/acme/backend/actions/runs/${made?.id}`,
    });
    expect(made).toMatchObject({ name: workflowRunName(ofRun), branch: 'main', workflow: 'claude-implement.yml' });
    expect(the().simulator.counts().requests).toEqual({
      ...{ 'repos/get-branch-rules': 1, 'git/get-ref': 1, [DISPATCH]: 1 },
    });
  });

  it('leaves out of the dispatch log what nobody may read', async () => {
    await the().dispatch();
    const [entry] = the().simulator.dispatches();
    expect(entry?.inputs).toMatchObject({ result_token: '<token>', progress_token: '<token>', ticket_key: 'ENG-1' });
  });

  it('takes a ticket of 200 kB', async () => {
    const ofRun = the().run();
    const request = aRunRequest(ofRun, { ticket_description: '🏗️ build it\n'.repeat(14_000) });
    expect(await the().executor.dispatch(ofRun, request)).toMatchObject({ outcome: 'dispatched' });
  });

  it('is unanswered when the connection breaks after the run was made, and the run is found', async () => {
    the().simulator.faults.add({ operation: DISPATCH, kind: 'lost_answer', times: 1 });
    expect(await the().dispatch()).toEqual({ outcome: 'unanswered' });
    expect(await the().executor.find(the().run())).toHaveLength(1);
  });

  it('is unanswered when the run is made late, and the run is found then', async () => {
    the().simulator.slow.createdLateMs = () => 90_000;
    the().simulator.faults.add({ operation: DISPATCH, kind: 'lost_answer', times: 1 });
    const ofRun = the().run();
    expect(await the().dispatch(ofRun)).toEqual({ outcome: 'unanswered' });
    expect(await the().executor.find(ofRun)).toEqual([]);
    the().clock.advance(90_000);
    expect(await the().executor.find(ofRun)).toHaveLength(1);
  });

  it.each([
    ['a 500', { kind: 'status', status: 500 }],
    ['a 204 without details', { kind: 'status', status: 204 }],
    ['details of another form', { kind: 'status', status: 200, body: { workflow_run_id: 'x' } }],
  ] as const)('is unanswered after %s', async (_, fault) => {
    the().simulator.faults.add({ operation: DISPATCH, times: 1, ...fault });
    expect(await the().dispatch()).toEqual({ outcome: 'unanswered' });
    expect(the().simulator.counts().requests[DISPATCH]).toBe(1);
  });

  it('is unanswered when GitHub stays silent', async () => {
    const { simulator, clock, executor, run } = the();
    const hasty = githubExecutor({ apiUrl: simulator.url, ...APP, now: clock.now, timeoutMs: 2000 });
    // The first request of a process may take longer than that.
    await executor.find(run());
    simulator.faults.add({ operation: DISPATCH, kind: 'timeout', times: 1 });
    expect(await hasty.dispatch(run(), aRunRequest(run()))).toEqual({ outcome: 'unanswered' });
  });
});
