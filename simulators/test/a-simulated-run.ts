import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';
import type { RunRequest } from '../../shared/contract/runner.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../github/github-simulator.ts';
import type { RunBehaviour, RunTimes } from '../github/run-script.ts';
import type { GitHubState, WorkflowRun } from '../github/workflow-runs.ts';
import { APP, aGitHubSimulator, aRepository, type GitHubForTests } from './a-github-simulator.ts';
import { aRunnerApi, type RunnerApi } from './a-runner-api.ts';
import { type Answer, aDispatch, ask, aToken, DISPATCHES } from './github-requests.ts';

/** The simulator and our API's stand-in, in virtual time: the clock moves on when nobody acts. */
export interface Stage {
  github: GitHubForTests;
  api: RunnerApi;
  behaviour: RunBehaviour;
  times: Partial<RunTimes>;
  dispatch(inputs?: Partial<RunRequest>): Promise<Answer>;
  /** Dispatches a run and gives it as the simulator keeps it. */
  run(inputs?: Partial<RunRequest>): Promise<WorkflowRun>;
  /** Lets time pass until this holds. */
  until(condition: () => boolean): Promise<void>;
  untilCompleted(run: WorkflowRun): Promise<void>;
  /** Lets an hour pass, and waits until nobody acts on it any more. */
  anHourLater(): Promise<void>;
  /** Another simulator that takes over the state, as after a restart. */
  restart(state: GitHubState): Promise<GitHubSimulator>;
}

/** A new stage for each test; neither side may have met an error of its own. */
export function aSimulatedRunStage(): () => Stage {
  let stage: Stage;
  const simulators: GitHubSimulator[] = [];
  const busy = () => [stage.github.simulator, ...simulators].some((simulator) => simulator.isBusy());
  beforeEach(async () => {
    const behaviourOf = () => ({ behaviour: stage.behaviour, times: stage.times });
    const github = await aGitHubSimulator({ behaviourOf });
    const api = await aRunnerApi();
    const dispatch = async (inputs: Partial<RunRequest> = {}) => {
      const body = aDispatch({}, { callback_url: api.url, ...inputs });
      return ask(github, { method: 'POST', path: DISPATCHES, token: await aToken(github), body });
    };
    const until = (condition: () => boolean) => passTime(github, busy, condition);
    stage = {
      github,
      api,
      behaviour: 'succeeds',
      times: {},
      dispatch,
      until,
      anHourLater() {
        github.clock.advance(3_600_000);
        return until(() => !busy());
      },
      untilCompleted: (run) => until(() => run.status === 'completed'),
      async run(inputs) {
        const { status, body } = await dispatch(inputs);
        expect(status).toBe(200);
        return known(github.simulator, Number(body['workflow_run_id']));
      },
      async restart(state) {
        const repositories = [aRepository(), aRepository({ name: 'frontend' })];
        const app = { appId: APP.appId, appKey: APP.privateKey, repositories };
        const simulator = await startGitHubSimulator({ clock: github.clock, behaviourOf, ...app });
        simulators.push(simulator);
        simulator.import(state);
        simulator.resumeRuns();
        return simulator;
      },
    };
  });
  afterEach(async () => {
    await Promise.all(simulators.splice(0).map((simulator) => simulator.close()));
    await stage.github.close();
    await stage.api.close();
    expect(stage.github.simulator.failures).toEqual([]);
  });
  return () => stage;
}

function known(simulator: GitHubSimulator, id: number): WorkflowRun {
  const run = simulator.runs().find((r) => r.id === id);
  if (run === undefined) throw new Error(`there is no workflow run ${id}`);
  return run;
}

const PATIENCE_MS = 10_000;

async function passTime({ clock }: GitHubForTests, busy: () => boolean, condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error('what the test waits for did not happen');
    const dueAt = clock.nextDueAt();
    if (busy() || dueAt === undefined) await sleep(2);
    else clock.advance(Math.max(0, dueAt - clock.now()));
    await sleep(0);
  }
}
