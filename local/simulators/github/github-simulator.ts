import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalClock } from '../../clock.ts';
import { type FaultBoard, faultBoard } from '../faults.ts';
import { answers } from './answers.ts';
import { appTokens } from './app-tokens.ts';
import type { CallbackProblem } from './callbacks.ts';
import { githubDescription } from './description.ts';
import type { World } from './operations.ts';
import { pageAt } from './pages.ts';
import type { SimulatedRepository } from './repositories.ts';
import { type Counters, requestServer } from './request-server.ts';
import type { BehaviourOf, RunTimes } from './run-script.ts';
import { simulatedRuns } from './simulated-runs.ts';
import { emptyState, type GitHubState, type Slowness, type WorkflowRun } from './workflow-runs.ts';

export interface GitHubSimulatorSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** @default a free port */
  port?: number;
  appId: string;
  /** PEM of the App's private key, or of its public key. */
  appKey: string;
  repositories: SimulatedRepository[];
  /** Serves pages for its links itself, and makes them lead there. @default links are those of github.com */
  servesPages?: boolean;
  /** @default every run succeeds */
  behaviourOf?: BehaviourOf;
  times?: Partial<RunTimes>;
}

/** What was counted since the start, or since the imported state was exported where it outlives a restart. */
interface GitHubCounts extends Counters {
  workflowRuns: number;
  /** Workflow runs that our gate let in; one that was let in again after a restart counts once. */
  passedGate: number;
}

export interface GitHubSimulator {
  /** Base address of its API, without a trailing slash. */
  url: string;
  faults: FaultBoard;
  /** May be replaced: how late runs are created, and how long lists lag. */
  slow: Slowness;
  repositories: SimulatedRepository[];
  counts(): GitHubCounts;
  dispatches(): GitHubState['dispatches'];
  runs(): WorkflowRun[];
  /** Workflow runs that were dispatched for this run of ours. */
  runsOf(runId: string): WorkflowRun[];
  /** Callbacks that were not answered 2xx. */
  callbackProblems: CallbackProblem[];
  /** Errors of the simulator itself; must stay empty. */
  failures: unknown[];
  /** Whether it serves a request or a simulated run acts now. */
  isBusy(): boolean;
  /** State as JSON. It holds the tokens of dispatched runs, which unfinished runs need to go on. */
  export(): GitHubState;
  /** Takes over an exported state: runs that were not over play again from the gate on, in the same workflow run. */
  import(state: GitHubState): void;
  close(): Promise<void>;
}

/** Starts a loopback GitHub: checks every request against the published description and plays the dispatched runs. */
export async function startGitHubSimulator(settings: GitHubSimulatorSettings): Promise<GitHubSimulator> {
  const { clock, repositories } = settings;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const webUrl = settings.servesPages === true ? url : 'https://github.com';
  let state = emptyState();
  const description = githubDescription();
  const tokens = appTokens(settings);
  const behaviourOf: BehaviourOf = settings.behaviourOf ?? (() => 'succeeds');
  const runs = simulatedRuns({ clock, webUrl, behaviourOf, times: settings.times ?? {}, state: () => state });
  const world: World = {
    clock,
    repositories,
    tokens,
    runs,
    answers: answers(description, tokens, { api: () => url, web: webUrl }),
    slow: { createdLateMs: () => 0, listLagMs: () => 0 },
    state: () => state,
    apiUrl: () => url,
  };
  const faults = faultBoard(clock);
  const serving = requestServer({ world, description, faults, clock });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const page = settings.servesPages === true ? pageAt(state, request.url ?? '') : undefined;
    if (page === undefined) serving.serve(request, response);
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  return {
    url,
    faults,
    slow: world.slow,
    repositories,
    counts: () => ({ ...serving.counters(), workflowRuns: state.runs.length, passedGate: passed(state) }),
    dispatches: () => state.dispatches,
    runs: () => state.runs,
    runsOf: (runId) => state.runs.filter((run) => run.inputs['run_id'] === runId),
    callbackProblems: runs.problems,
    get failures() {
      return [...serving.failures, ...runs.stage.failures];
    },
    isBusy: () => serving.isBusy() || runs.stage.isBusy(),
    export: () => structuredClone(state),
    import(exported) {
      state = structuredClone(exported);
      for (const run of state.runs) if (run.status !== 'completed') runs.begin(run);
    },
    close() {
      runs.close();
      serving.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function passed(state: GitHubState): number {
  return state.runs.filter((run) => run.hasPassedGate).length;
}
