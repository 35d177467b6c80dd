import type { RunEvent } from '../actions/run-facts.ts';
import type { LocalClock } from '../clock.ts';
import { type CodeState, emptyCodeState } from './code-state.ts';
import type { RepositoryFacts } from './kept-repositories.ts';
import type { HookState } from './webhooks/hook-state.ts';

/** A workflow run as the simulator keeps it. Times are epoch milliseconds of the laptop's clock. */
export interface WorkflowRun {
  id: number;
  /** `owner/name`. */
  repository: string;
  /** Bare file name. */
  workflow: string;
  branch: string;
  /** What the template's `run-name` makes of the inputs: `<KEY> <phase> <run id>`. */
  name: string;
  /** As dispatched, tokens included: the simulated runner calls us with them. */
  inputs: Record<string, string>;
  /** What set it off, where that is no dispatch. */
  event?: RunEvent;
  /** From then on it exists. */
  createdAt: number;
  /** From then on lists show it. */
  listedAt: number;
  updatedAt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | null;
  attempt: number;
  /** Whether our gate let it in at least once. */
  hasPassedGate: boolean;
  /** Present where the run executes its workflow file. */
  jobs?: WorkflowJob[];
}

/** What became of a part of a run. */
interface WorkflowPart {
  name: string;
  status: WorkflowRun['status'];
  conclusion: WorkflowRun['conclusion'] | 'skipped';
  /** It failed, and may: the job goes on, and its conclusion is a success. */
  isExcused?: boolean;
  /** Text as people may read it, masked; bounded by whoever writes it. */
  log?: string;
}

/** A job of a run, with its steps in order. */
export interface WorkflowJob extends WorkflowPart {
  steps: WorkflowPart[];
  /** Its outputs, once it has ended. */
  outputs?: Record<string, string>;
  /** What it asked for, and who took it; absent until then. */
  labels?: string[];
  runner?: { environment: 'github-hosted' | 'self-hosted'; name: string };
}

/** One accepted dispatch; tokens are replaced by `<token>`. */
interface DispatchEntry {
  at: string;
  repo: string;
  workflow: string;
  inputs: Record<string, string>;
}

/** What outlives a restart. */
export interface GitHubState {
  runs: WorkflowRun[];
  dispatches: DispatchEntry[];
  nextRunId: number;
  /** The number of the next pull request, by repository. */
  nextPull: Record<string, number>;
  /** By ticket id, the run id that was meant to die once. */
  diedOnce: Record<string, string>;
  code: CodeState;
  hook: HookState;
  /** Ids that were given to repositories, installations and accounts. */
  ids: Record<string, number>;
  /** As they were when the state was exported. */
  repositories: RepositoryFacts;
}

export function emptyState(): GitHubState {
  return {
    runs: [],
    dispatches: [],
    nextRunId: 30_000_000_001,
    nextPull: {},
    diedOnce: {},
    code: emptyCodeState(),
    hook: { deliveries: [], count: 0 },
    ids: {},
    repositories: {},
  };
}

/** How slow GitHub is in making and listing a run; each is asked anew for each dispatch, in milliseconds. */
export interface Slowness {
  createdLateMs(): number;
  listLagMs(): number;
}

export interface NewRun {
  repository: string;
  workflow: string;
  branch: string;
  inputs: Record<string, string>;
  event?: RunEvent;
}

const TOKENS = ['result_token', 'progress_token'];

/** Creates the workflow run of a dispatch and enters the dispatch in the log. */
const nameOf = (inputs: WorkflowRun['inputs']) => `${inputs['ticket_key']} ${inputs['phase']} ${inputs['run_id']}`;

export function createRun(
  state: GitHubState,
  clock: Pick<LocalClock, 'now'>,
  slow: Slowness,
  asked: NewRun,
): WorkflowRun {
  const { inputs } = asked;
  const now = clock.now();
  const createdAt = now + slow.createdLateMs();
  const run: WorkflowRun = {
    ...asked,
    id: state.nextRunId++,
    name: asked.event === undefined ? nameOf(inputs) : asked.workflow,
    createdAt,
    listedAt: createdAt + slow.listLagMs(),
    updatedAt: createdAt,
    status: 'queued',
    conclusion: null,
    attempt: 1,
    hasPassedGate: false,
  };
  state.runs.push(run);
  if (asked.event !== undefined) return run;
  const shown = Object.entries(inputs).map(([name, value]) => [name, TOKENS.includes(name) ? '<token>' : value]);
  state.dispatches.push({
    at: new Date(now).toISOString(),
    repo: asked.repository,
    workflow: asked.workflow,
    inputs: Object.fromEntries(shown),
  });
  return run;
}

/** Filters of a list, as the query gives them. Those that the simulator does not model are refused before. */
export type RunFilters = Partial<Record<'event' | 'status' | 'branch' | 'created' | 'per_page' | 'page', string>>;

export interface RunPage {
  total: number;
  runs: WorkflowRun[];
  hasNext: boolean;
}

/** One page of the runs that lists show at `now`, newest first. */
export function listRuns(runs: readonly WorkflowRun[], now: number, filters: RunFilters): RunPage {
  const wanted = runs
    .filter((run) => run.listedAt <= now && matches(run, filters))
    .sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
  const size = Math.min(Number(filters.per_page ?? 30), 100);
  const start = (Number(filters.page ?? 1) - 1) * size;
  return { total: wanted.length, runs: wanted.slice(start, start + size), hasNext: wanted.length > start + size };
}

function matches(run: WorkflowRun, { event, status, branch, created }: RunFilters): boolean {
  return (
    (event === undefined || event === 'workflow_dispatch') &&
    (status === undefined || status === run.status || status === run.conclusion) &&
    (branch === undefined || branch === run.branch) &&
    (created === undefined || isWithin(created, run.createdAt))
  );
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Whether a text is one of the forms of `isWithin`. */
export function isTimeRange(range: string): boolean {
  const moments = range.includes('..')
    ? range.split('..').filter((side) => side !== '*')
    : [range.replace(/^[<>]=?/, '')];
  return moments.every((moment) => MOMENT.test(moment) && !Number.isNaN(Date.parse(moment)));
}

/** GitHub's search syntax for times: `>=T`, `<=T`, `>T`, `<T`, `T..T`, where either side of `..` may be `*`. */
function isWithin(range: string, createdAt: number): boolean {
  const at = Math.floor(createdAt / 1000) * 1000;
  const [from = '', to] = range.split('..');
  if (to !== undefined) return (from === '*' || at >= Date.parse(from)) && (to === '*' || at <= Date.parse(to));
  const [, sign = '', text = ''] = /^([<>]=?)?(.*)$/.exec(range) ?? [];
  const bound = Date.parse(text);
  if (sign === '>=') return at >= bound;
  if (sign === '<=') return at <= bound;
  if (sign === '>') return at > bound;
  return sign === '<' ? at < bound : at === bound;
}
