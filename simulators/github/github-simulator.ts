import type { OidcIssuer } from '../actions/oidc-issuer.ts';
import type { Actions } from '../actions/start-actions.ts';
import type { LocalClock } from '../clock.ts';
import { type FaultBoard, faultBoard } from '../faults/faults.ts';
import { type Kept, startLoopback } from '../loopback/loopback-server.ts';
import { type ActionsOptions, actionsOf } from './actions-of.ts';
import { answers } from './answers.ts';
import type { AppTokens } from './app-tokens.ts';
import { archiveStore } from './archive-store.ts';
import type { CallbackProblem } from './callbacks.ts';
import { emptyCodeState } from './code-state.ts';
import { githubDescription } from './description.ts';
import { startEventRuns } from './event-runs.ts';
import { gitRepositories } from './git/git-repositories.ts';
import { gitServer } from './git/git-server.ts';
import { type KeptRepositories, keptRepositories } from './kept-repositories.ts';
import type { World } from './operations/world.ts';
import { ourApp } from './our-app.ts';
import { manifestPages } from './pages/manifest-pages.ts';
import { pageServer } from './pages/page-server.ts';
import { type GitHubPeople, githubPeople } from './people.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';
import { type Counters, requestServer } from './request-server.ts';
import { type RunIdentity, runIdentity } from './run-identity.ts';
import type { BehaviourOf, RunTimes } from './run-script.ts';
import { simulatedRuns } from './simulated-runs.ts';
import { type Hook, type Hooking, startHook } from './webhooks/hook.ts';
import { tellHook } from './webhooks/tell-hook.ts';
import { emptyState, type GitHubState, type Slowness, type WorkflowRun } from './workflow-runs.ts';

export interface GitHubSimulatorSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** @default a free port */
  port?: number;
  appId: string;
  /** PEM of the App's private key, or of its public key. */
  appKey: string;
  /** The last part of the App's address; its bot is `<slug>[bot]`. @default ai-implement */
  appSlug?: string;
  repositories: SimulatedRepository[];
  /** The folder of the git repositories, which stay there. @default a temporary one that is removed at the end */
  gitFolder?: string;
  /** Serves pages for its links itself, and makes them lead there. @default links are those of github.com */
  servesPages?: boolean;
  /** @default every run succeeds */
  behaviourOf?: BehaviourOf;
  times?: Partial<RunTimes>;
  /** Executes workflow files, for runs whose behaviour is `workflow`; needs an `issuer`. @default it cannot */
  actions?: ActionsOptions;
  /** With which the App's webhook signs its deliveries. @default it has no webhook */
  webhookSecret?: string;
  /** Who attests jobs and scripted runs. @default nobody */
  issuer?: Pick<OidcIssuer, 'admit' | 'url'>;
  /** Whoever changed something hears of it after this. @default at once */
  kept?: Kept | undefined;
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
  /** Creates a repository, with its code where it has a seed. */
  addRepository(repository: SimulatedRepository): Promise<void>;
  /** What GitHub knows of tokens; also mints those of jobs. */
  tokens: AppTokens;
  people: GitHubPeople;
  /** The webhook of the App; delivers once it was pointed to an address. */
  hook: Hook;
  counts(): GitHubCounts;
  dispatches(): GitHubState['dispatches'];
  runs(): WorkflowRun[];
  /** Workflow runs that were dispatched for this run of ours. */
  runsOf(runId: string): WorkflowRun[];
  /** Lets a workflow run that is over play again, as a person does by hand. */
  rerun(workflowRunId: number): void;
  /** Who attests jobs and scripted runs, for `GITHUB_OIDC_ISSUER`; undefined where nobody does. */
  oidcIssuer: string | undefined;
  /** Callbacks that were not answered 2xx. */
  callbackProblems: CallbackProblem[];
  /** A fresh identity token of a run, for whoever plays its runner. */
  identityOf: RunIdentity;
  /** Errors of the simulator itself; must stay empty. */
  failures: unknown[];
  /** Whether it serves a request or a simulated run acts now. */
  isBusy(): boolean;
  /** State as JSON. It holds the tokens of dispatched runs, which unfinished runs need to go on. */
  export(): GitHubState;
  /** Takes over an exported state; its runs that were not over wait for `resumeRuns`. */
  import(state: GitHubState): void;
  /**
   * Goes on with runs that were not over: scripted ones play again from the gate on, in the same workflow run; one that executed its
   * workflow file has failed, since its machine is gone.
   */
  resumeRuns(): void;
  /** Stops all runs where they are, and begins no other; none of them ends by that. */
  haltRuns(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a loopback GitHub: checks every request against the published description and plays the dispatched runs. */
export async function startGitHubSimulator(settings: GitHubSimulatorSettings): Promise<GitHubSimulator> {
  const { clock, repositories, kept: outlives } = settings;
  const server = await startLoopback(settings.port, undefined, outlives);
  const { url } = server;
  let state = emptyState();
  const hooking = startHook({
    ...{ clock, secret: settings.webhookSecret, appId: settings.appId, kept: outlives },
    state: () => state.hook,
  });
  const { actions, ...world } = worldOf(settings, url, () => state, hooking);
  const { tokens, runs, slow, description } = world;
  const git = await gitRepositories({ ...settings, url });
  const kept = keptRepositories(repositories);
  const faults = faultBoard(clock);
  const pushes = gitServer({ repositories, tokens, faults });
  const people = githubPeople(world);
  const pages = [manifestPages(world), ...(settings.servesPages === true ? [pageServer(world, people)] : [])];
  const serving = requestServer({ world, description, faults, clock });
  const playing = playingOf({ runs, actions, state: () => state });
  server.serve((request, response) => {
    if ([pushes, world.archives, ...pages].some((part) => part.serve(request, response))) return;
    serving.serve(request, response);
  });
  return {
    url,
    faults,
    slow,
    repositories,
    addRepository: (repository) => git.open(repository).then(() => kept.add(repository)),
    tokens,
    people,
    hook: hooking.hook,
    counts: () => ({ ...serving.counters(), workflowRuns: state.runs.length, passedGate: passed(state) }),
    dispatches: () => state.dispatches,
    runs: () => state.runs,
    runsOf: (runId) => state.runs.filter((run) => run.inputs['run_id'] === runId),
    rerun: (id) => rerun(world, id),
    oidcIssuer: settings.issuer?.url,
    callbackProblems: runs.problems,
    identityOf: world.identityOf,
    get failures() {
      const own = [serving, pushes, ...pages, runs.stage, hooking];
      return [...own, ...(actions === undefined ? [] : [actions])].flatMap(({ failures }) => failures);
    },
    isBusy: () => serving.isBusy() || pushes.isBusy() || runs.stage.isBusy() || hooking.isBusy(),
    export: () => structuredClone({ ...state, repositories: kept.facts() }),
    import(exported) {
      state = wholeState(structuredClone(exported), kept);
    },
    ...playing,
    async close() {
      await playing.haltRuns();
      for (const part of [serving, hooking]) part.close();
      await server.stop();
      git.close();
    },
  };
}

/** Files of older versions lack what came later. */
function wholeState({ code, ...rest }: GitHubState, kept: KeptRepositories): GitHubState {
  const state = { ...emptyState(), ...rest, code: { ...emptyCodeState(), ...code } };
  kept.takeOver(state.repositories);
  return state;
}

interface Playing {
  runs: World['runs'];
  actions: Actions | undefined;
  state: () => GitHubState;
}

function playingOf({ runs, actions, state }: Playing): Pick<GitHubSimulator, 'resumeRuns' | 'haltRuns'> {
  return {
    resumeRuns() {
      for (const run of state().runs) if (run.status !== 'completed') runs.begin(run);
    },
    async haltRuns() {
      runs.close();
      await actions?.close();
    },
  };
}

function worldOf(
  settings: GitHubSimulatorSettings,
  url: string,
  state: () => GitHubState,
  hooking: Hooking,
): World & { actions: Actions | undefined } {
  const { clock, repositories, times = {} } = settings;
  const behaviourOf: BehaviourOf = settings.behaviourOf ?? (() => 'succeeds');
  const urls = { api: () => url, web: settings.servesPages === true ? url : 'https://github.com' };
  const description = githubDescription();
  const app = ourApp({ ...settings, description, configureHook: hooking.config.set, ids: () => state().ids });
  const { registration, tokens } = app;
  const { issuer } = settings;
  const actions = actionsOf(settings.actions, { repositories, tokens, issuer, urls: { api: url, server: url } });
  const repositoryOf = (name: string) => repositories.find((repository) => fullName(repository) === name);
  const identityOf: RunIdentity =
    issuer === undefined ? async () => undefined : runIdentity({ issuer, tokens, repositoryOf });
  const world: World & { actions: Actions | undefined } = {
    clock,
    repositories,
    ...app,
    description,
    identityOf,
    artifactsOf: (id) => actions?.artifactsOf(id),
    archives: archiveStore(clock, url),
    actions,
    runs: simulatedRuns({
      ...{ clock, webUrl: urls.web, behaviourOf, times, state, identityOf, actions, kept: settings.kept },
      completed: (run) => world.tell({ event: 'workflow_run', action: 'completed', run }),
    }),
    answers: answers(description, { tokens, registration }, urls),
    slow: { createdLateMs: () => 0, listLagMs: () => 0 },
    state,
    roleOf: (login) => state().code.roles[login.toLowerCase()] ?? (login.endsWith('[bot]') ? 'none' : 'write'),
    urls,
    redeliver: hooking.redeliver,
    hookConfig: hooking.config,
    tell(happening) {
      tellHook(world, hooking, happening);
      // Without Actions nobody could execute them.
      if (actions !== undefined) world.runs.stage.play(() => startEventRuns(world, happening));
    },
  };
  return world;
}

function rerun({ state, runs }: World, id: number): void {
  const run = state().runs.find((one) => one.id === id);
  if (run === undefined) throw new Error(`there is no workflow run ${id}`);
  runs.rerun(run);
}

/** Answers the address. */
function passed(state: GitHubState): number {
  return state.runs.filter((run) => run.hasPassedGate).length;
}
