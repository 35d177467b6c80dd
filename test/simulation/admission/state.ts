/**
 * The state of the admission model: all that DynamoDB, SQS, GitHub and the functions at work know, for two runs.
 * States are values: a move makes a new one and shares what it did not change.
 */

/** `reported` stands for both ends that a report decides, `failed` for every verdict without one. */
type RunStatus = 'absent' | 'reserved' | 'dispatched' | 'running' | 'reported' | 'failed';

export interface Run {
  readonly status: RunStatus;
  readonly workflowRun: number | null;
  /** The delivery that may be dispatching now. A lease is over as soon as its holder is gone: nothing else depends on its length. */
  readonly lease: number | null;
  readonly dispatchesTaken: number;
  readonly dispatchesAllowed: number;
  readonly hasTimer: boolean;
  /** `stored`: the report item is there. `accepted` and `late`: so the runner was answered. */
  readonly report: 'none' | 'stored' | 'accepted' | 'late';
  /** A stop of all runs met it: somebody ends it. */
  readonly isWished: boolean;
  /** It passed the gate once, so that it cost something. */
  readonly hasWorked: boolean;
  /** It is over, and nobody has looked yet what it cost: whoever ended it told so, once. */
  readonly isTold: boolean;
}

export interface Slot {
  readonly run: number;
  /** The delivery whose claim is younger than a lease, so that it may still be at work. */
  readonly claimedBy: number | null;
}

export interface DispatchRecord {
  readonly liveRun: number | null;
  /** Whose dispatch the 24-hour rule counts. */
  readonly lastRun: number | null;
}

export interface WorkflowRun {
  readonly run: number;
  readonly status: 'queued' | 'working' | 'reporting' | 'over';
  /** `vain`: its run was over when it was made. `stray`: it works though the gate would have sent it away. */
  readonly gate: 'ahead' | 'vain' | 'passed' | 'stray';
}

/** Something at work: a delivery of a candidate, advance-run, or watch-runs. `step` is what it does next. */
export interface Worker {
  readonly step: string;
  readonly run: number;
  /** What a step has seen and the next one acts on: a workflow run, or the run that a dispatch record names. */
  readonly seen: number | null;
}

/** What one budget counts: a run that is in flight by its cap, one that is over by what it cost. */
export interface Budget {
  /** By run, of none where the scenario has no budget: `none` it is not counted, `held` by its cap, `kept` as the cost of one that passed the gate. */
  readonly counted: readonly ('none' | 'held' | 'kept')[];
}

export interface State {
  readonly slots: readonly (Slot | null)[];
  readonly records: readonly DispatchRecord[];
  readonly runs: readonly Run[];
  readonly workflowRuns: readonly WorkflowRun[];
  /** Of the tickets, which never refuse here, and of the day, which does. */
  readonly budgets: { readonly ticket: Budget; readonly day: Budget };
  readonly deliveries: readonly Worker[];
  readonly advance: Worker;
  readonly watch: Worker;
  /** The admin function that stops all runs: `done` also where the scenario has no stop before anything happens. */
  readonly stop: Worker;
  readonly faultsLeft: number;
}

/** One effect, or one read that later effects rely on. A fault may happen; everything else happens in the end. */
export interface Move {
  readonly label: string;
  readonly next: State;
  readonly isFault: boolean;
  /** Nothing reads any more what it changes, and nothing can stop it: the search need not try it against other moves. */
  readonly isUnseen?: boolean;
}

export const idle: Worker = { step: 'idle', run: 0, seen: null };

export function isLive(run: Run): boolean {
  return run.status === 'reserved' || run.status === 'dispatched' || run.status === 'running';
}

export function isOver(run: Run): boolean {
  return run.status === 'reported' || run.status === 'failed';
}

/** The element of a list that the model itself has made this long. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) {
    throw new RangeError(`nothing at ${index}`);
  }
  return item;
}

export function withRun(state: State, run: number, change: Partial<Run>): State {
  return { ...state, runs: state.runs.with(run, { ...at(state.runs, run), ...change }) };
}

/** Ends a run. What it held besides its report decides nothing any more, and is forgotten to keep states few. */
export function withEnd(state: State, run: number, status: 'reported' | 'failed'): State {
  const allowance = { dispatchesTaken: 0, dispatchesAllowed: 0 };
  const forgotten = { workflowRun: null, lease: null, ...allowance, hasTimer: false, isWished: false };
  return withRun(state, run, { ...forgotten, status, isTold: hasBudget(state) });
}

/** Whether runs are counted at all. */
export function hasBudget({ budgets }: State): boolean {
  return budgets.day.counted.length > 0;
}

export function withSlot(state: State, place: number, slot: Slot | null): State {
  return { ...state, slots: state.slots.with(place, slot) };
}

export function withRecord(state: State, ticket: number, change: Partial<DispatchRecord>): State {
  return { ...state, records: state.records.with(ticket, { ...at(state.records, ticket), ...change }) };
}

export function withCount(
  state: State,
  of: keyof State['budgets'],
  run: number,
  count: Budget['counted'][number],
): State {
  const counted = state.budgets[of].counted.with(run, count);
  return { ...state, budgets: { ...state.budgets, [of]: { counted } } };
}

export function withWorkflowRun(state: State, id: number, change: Partial<WorkflowRun>): State {
  return { ...state, workflowRuns: state.workflowRuns.with(id, { ...at(state.workflowRuns, id), ...change }) };
}

export function withDelivery(state: State, delivery: number, change: Partial<Worker>): State {
  return { ...state, deliveries: state.deliveries.with(delivery, { ...at(state.deliveries, delivery), ...change }) };
}

/** How schedules call a run. */
export function nameOf(run: number): string {
  return run === 0 ? 'a' : 'b';
}

/** The step of that name; a worker that waits for none is a mistake of the model. */
export function stepOf<Step>(steps: Readonly<Record<string, Step>>, name: string): Step {
  const step = steps[name];
  if (step === undefined) {
    throw new RangeError(`no step "${name}"`);
  }
  return step;
}

/** Binds a workflow run to its run, if that is live and has none, or this one. Otherwise nothing changes. */
export function bound(state: State, run: number, workflowRun: number): State | null {
  const found = at(state.runs, run);
  if (!isLive(found) || (found.workflowRun ?? workflowRun) !== workflowRun) {
    return null;
  }
  const status = found.status === 'reserved' ? 'dispatched' : found.status;
  return withRun(state, run, { workflowRun, status, dispatchesTaken: 0, dispatchesAllowed: 0 });
}
