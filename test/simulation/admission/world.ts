import { idle, type State } from './state.ts';

/** The parts of the protocol that can be left out, to see that each is needed, and what each is for. */
export const mechanisms = {
  'slot condition': 'a claim needs a free slot, or the slot of its own run',
  'claim lease': 'a slot of the same run is claimed again only when its last claim is older than a lease',
  'record condition': 'a dispatch record that names another live run, or a recent one, refuses',
  lease: 'a reserved run is offered again, or ended, only when nobody can be dispatching it',
  tombstone: 'a slot without a run is freed only after the run was put as failed',
  'timer sweep': 'a reserved run without a timer gets one',
  gate: 'a workflow run works only if its run is live and has no other workflow run',
  'release condition': 'a slot and a dispatch record are freed only where they name the run',
  'mapping look': 'an admission that has its slot looks whether its mapping was paused meanwhile',
  'stop tombstone': 'a stop puts the run of a slot that has none yet as failed',
  'budget condition': 'a run is counted on the day only while something is left of its budget',
  'budget of a tombstone': 'an admission that finds its run put as failed takes back what it counted',
  'budget given back': 'an admission that is not finished takes back what it counted',
  'report first': 'a verdict looks for a report, and gives way to it',
  'report mark': 'an accepted report marks its run, and a verdict is conditional on no mark',
} as const;

export type Mechanism = keyof typeof mechanisms;

/** Who the two runs are. A place is a ticket's key in a bucket. Every bucket has a limit of one slot. */
export interface Scenario {
  readonly name: string;
  /** For each run, the index of its ticket, and of its place. */
  readonly tickets: readonly [number, number];
  readonly places: readonly [number, number];
  readonly bucketOfPlace: readonly number[];
  /** Where the 24-hour rule is lifted, or does not apply (gap-fill), only a live run refuses another. */
  readonly is24HourRuleOn: boolean;
  /** The second run is the retry of the first (`retryOf`), offered once that has failed. */
  readonly isRetry: boolean;
  /** SQS may deliver the first run's candidate twice at a time. */
  readonly isDeliveredTwice: boolean;
  /** An admin stops all runs at some moment. */
  readonly hasStop: boolean;
  /** The day's budget is that of one run, after which none begins; one that worked cost all of it. */
  readonly hasBudget: boolean;
  /** The second run is never offered. */
  readonly isAlone?: true;
  /** How many crashes and lost answers, together, a schedule may hold. */
  readonly faults: number;
}

export interface World {
  readonly scenario: Scenario;
  readonly without: Mechanism | null;
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'one ticket, offered twice under two run ids, and all is stopped',
    tickets: [0, 0],
    places: [0, 0],
    bucketOfPlace: [0],
    is24HourRuleOn: true,
    isRetry: false,
    isDeliveredTwice: true,
    hasStop: true,
    hasBudget: false,
    faults: 1,
  },
  {
    name: 'one ticket, moved to another team between two offers',
    tickets: [0, 0],
    places: [0, 1],
    bucketOfPlace: [0, 1],
    is24HourRuleOn: false,
    isRetry: false,
    isDeliveredTwice: true,
    hasStop: false,
    hasBudget: false,
    faults: 1,
  },
  {
    name: 'one ticket, offered twice under two run ids',
    tickets: [0, 0],
    places: [0, 0],
    bucketOfPlace: [0],
    is24HourRuleOn: true,
    isRetry: false,
    isDeliveredTwice: true,
    hasStop: false,
    hasBudget: false,
    faults: 2,
  },
  {
    name: 'one ticket, failed and retried',
    tickets: [0, 0],
    places: [0, 0],
    bucketOfPlace: [0],
    is24HourRuleOn: true,
    isRetry: true,
    isDeliveredTwice: true,
    hasStop: false,
    hasBudget: false,
    faults: 1,
  },
  {
    name: 'two tickets, one slot',
    tickets: [0, 1],
    places: [0, 1],
    bucketOfPlace: [0, 0],
    is24HourRuleOn: true,
    isRetry: false,
    isDeliveredTwice: false,
    hasStop: false,
    hasBudget: false,
    faults: 1,
  },
  {
    name: 'two tickets, two slots, a budget for one run',
    tickets: [0, 1],
    places: [0, 1],
    bucketOfPlace: [0, 1],
    is24HourRuleOn: true,
    isRetry: false,
    isDeliveredTwice: false,
    hasStop: false,
    hasBudget: true,
    faults: 1,
  },
  {
    name: 'one ticket, a budget, and all is stopped',
    tickets: [0, 0],
    places: [0, 0],
    bucketOfPlace: [0],
    is24HourRuleOn: false,
    isRetry: false,
    isDeliveredTwice: true,
    hasStop: true,
    hasBudget: true,
    isAlone: true,
    faults: 1,
  },
];

/**
 * Faults, refusals and missed deadlines befall run a; run b is served plainly, to keep states few. Which of the two comes
 * first is open, and a has two deliveries, so that what a fault does to a rival is seen from the rival's side too.
 */
export function isPlain(run: number): boolean {
  return run === 1;
}

/** Deliveries 0 and 1 are of one candidate message (SQS may deliver twice), delivery 2 is of the other run's. */
export function firstState(scenario: Scenario): State {
  const run = {
    status: 'absent',
    workflowRun: null,
    lease: null,
    dispatchesTaken: 0,
    dispatchesAllowed: 0,
    hasTimer: false,
    report: 'none',
    isWished: false,
    hasWorked: false,
    isTold: false,
  } as const;
  const budget = { counted: scenario.hasBudget ? (['none', 'none'] as const) : [] };
  return {
    slots: scenario.bucketOfPlace.map(() => null),
    records: [...new Set(scenario.tickets)].map(() => ({ liveRun: null, lastRun: null })),
    runs: [run, run],
    workflowRuns: [],
    budgets: { ticket: budget, day: budget },
    deliveries: [
      { step: 'claim slot', run: 0, seen: null },
      { step: scenario.isDeliveredTwice ? 'waiting' : 'done', run: 0, seen: null },
      { step: secondStep(scenario), run: 1, seen: null },
    ],
    advance: idle,
    watch: idle,
    stop: { ...idle, step: scenario.hasStop ? 'pause' : 'none' },
    faultsLeft: scenario.faults,
  };
}

function secondStep({ isAlone, isRetry }: Scenario): string {
  if (isAlone) return 'done';
  return isRetry ? 'not offered' : 'claim slot';
}
