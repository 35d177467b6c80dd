import type { ExecutorName } from './executors.ts';
import type { FailureKind } from './failures/failure-row.ts';
import type { Provider } from './mapping.ts';
import type { RunnerSeen } from './runner-seen.ts';
import type { TicketRef } from './ticket.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from './time.ts';

export const PHASES = ['planning', 'implementation', 'gap-fill'] as const;
export type Phase = (typeof PHASES)[number];
export const RUN_STATUSES = [
  'reserved',
  'dispatched',
  'running',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
/** Of one step that a runner reports. */
export const STEP_STATUSES = ['running', 'succeeded', 'failed', 'skipped'] as const;
/** What a runner says of its whole run. */
export const RUN_OUTCOMES = ['success', 'failure'] as const;

/** From each status to which: becomes the condition of every status change. A terminal status leads nowhere. */
export const TRANSITIONS: Record<RunStatus, readonly RunStatus[]> = {
  reserved: ['dispatched', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled'],
  dispatched: ['running', 'succeeded', 'failed', 'timed_out', 'cancelled'],
  running: ['succeeded', 'failed', 'timed_out', 'cancelled'],
  succeeded: [],
  failed: [],
  timed_out: [],
  cancelled: [],
};

export function isTerminal(status: RunStatus): boolean {
  return TRANSITIONS[status].length === 0;
}

export function isLive(status: RunStatus): boolean {
  return !isTerminal(status);
}

/** Whether the run was put by the sweep, because its consumer was cut off before it wrote it: it never executed. */
export function isTombstone(run: Pick<Run, 'dispatchesAllowed'>): boolean {
  return run.dispatchesAllowed === 0;
}

/** Whether the gate lets this execution work on the run, as far as the run names one already. */
export function isOwnExecution(
  run: Pick<Run, 'workflowRunId' | 'runAttempt'>,
  { workflowRunId, runAttempt }: { workflowRunId: string; runAttempt: number },
): boolean {
  const isBound = run.workflowRunId === undefined || run.workflowRunId === workflowRunId;
  return isBound && (run.runAttempt === undefined || run.runAttempt === runAttempt);
}

/**
 * Whether a token counts for this run: one that was signed by a secret, which all functions knew, only where a version that signed so
 * admitted the run. So whoever learned the secret has nothing by it once the last of those runs is over.
 */
export function takesToken(run: Pick<Run, 'tokenAlg'>, { isSymmetric = false }: { isSymmetric?: boolean }): boolean {
  return !isSymmetric || run.tokenAlg === undefined;
}

/** The statuses from which `to` may be reached. */
export function sourcesOf(to: RunStatus): RunStatus[] {
  return RUN_STATUSES.filter((from) => TRANSITIONS[from].includes(to));
}

/** Why a run did not succeed. */
export interface RunFailure {
  kind: FailureKind;
  /** Of `FAILURES`; absent where an earlier version wrote the record or the report, unknown where a later one did. */
  code?: string | undefined;
  /** For people. */
  reason: string;
  /** With the code `model_quota`: the usage limit that was met. */
  modelLimit?: ModelLimit | undefined;
}

/** A usage limit of the model. */
export interface ModelLimit {
  /** When it is lifted; absent where nobody said. */
  retryAt?: Instant | undefined;
  /** Which credential met it: twelve hex digits of its SHA-256, or `bedrock:<account>:<region>`. */
  credential: string;
}

/** What a person asked for: that the run ends, whatever it is at. The first wish stands. */
export interface CancelWish {
  /** Who, for people. */
  by: string;
  askedAt: Instant;
  /** Why, in one line. */
  reason: string;
  /** Of the stop of all runs that it is part of. */
  stopId?: string | undefined;
}

/** What a run cost, summed over all passes of the model. */
export interface Usage {
  turns: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** A subscription paid for it, so that its dollars are notional. */
  isNotional?: boolean | undefined;
}

/** One try of one phase for one ticket. What could change in ticket or mapping is kept as it was at admission. */
export interface Run extends TicketRef {
  runId: string;
  phase: Phase;
  ticketKey: string;
  ticketTitle: string;
  ticketUrl: string;
  mappingId: string;
  bucketId: string;
  /** With `repo`: the repository as it was called when one of its jobs last called us. */
  owner: string;
  repo: string;
  /** What it was called before. */
  renamedFrom?: { owner: string; repo: string } | undefined;
  defaultBranch: string;
  /** The branch the work goes to. */
  branch: string;
  workflowFile: string;
  executor: ExecutorName;
  provider: Provider;
  awsRegion?: string | undefined;
  maxTurns?: number | undefined;
  maxIterations?: number | undefined;
  maxJobMinutes?: number | undefined;
  /** US dollars; absent on runs that were admitted before there was a budget. */
  budgetUsdPerRun?: number | undefined;
  budgetStopsSubscription?: boolean | undefined;
  runnerImage?: string | undefined;
  /** Of a run on Fly Machines: what its machine is like, as the mapping says. */
  machineCpus?: number | undefined;
  machineMemoryMb?: number | undefined;
  machineRegion?: string | undefined;
  extraEnv?: string | undefined;
  /** 1 for the first try; a new run after an infrastructure failure counts up. */
  attempt: number;
  /** The run that this one repeats. */
  retryOf?: string | undefined;
  /** On a follow-up: its pull request, in the run's repository, and the comments that it was given to answer. */
  followUp?: { pullNumber: number; comments: string[] } | undefined;
  /** A person asked for it in the admin UI. */
  isExplicit?: boolean | undefined;
  status: RunStatus;
  reservedAt: Instant;
  /** Until then one consumer alone may dispatch. */
  leaseUntil?: Instant | undefined;
  /** The delivery that was admitted, and so took the first lease. */
  claimId?: string | undefined;
  /** How its tokens are signed; absent where a version before key pairs admitted it. */
  tokenAlg?: 'EdDSA' | undefined;
  dispatchesTaken: number;
  dispatchesAllowed: number;
  /** When the last dispatch was asked for. */
  dispatchAskedAt: Instant;
  dispatchedAt?: Instant | undefined;
  workflowRunId?: string | undefined;
  workflowRunUrl?: string | undefined;
  runAttempt?: number | undefined;
  sessionKeyHash?: string | undefined;
  /** Which runner of the repository passed the gate, by its own word; absent where it said nothing. */
  runner?: RunnerSeen | undefined;
  /** GitHub's number for the repository, as it attested when the run passed the gate; absent where nobody attests. */
  repositoryId?: string | undefined;
  startedAt?: Instant | undefined;
  heartbeatAt?: Instant | undefined;
  /** Since when none of its jobs is in progress, as the executor says: it waits for a machine. Over with the next sign of life. */
  queuedSince?: Instant | undefined;
  /** How long it waited for machines before that, in milliseconds. */
  queuedMs?: number | undefined;
  /** From then on it is not ordered, passes no gate and is given no token; advance-run ends it. */
  cancelWish?: CancelWish | undefined;
  /** When its report was accepted; from then on no verdict of ours ends it. */
  reportedAt?: Instant | undefined;
  endedAt?: Instant | undefined;
  prUrl?: string | undefined;
  /** The newest commit of the pull request, as the run told. */
  prHeadSha?: string | undefined;
  failure?: RunFailure | undefined;
  usage?: Usage | undefined;
}

export const LEASE_MS = 90 * SECOND_MS;
export const FIRST_LOOKUP_MS = MINUTE_MS;
export const LAST_LOOKUP_MS = 3 * MINUTE_MS;
export const MAX_DISPATCHES = 2;
export const MAX_ATTEMPTS = 3;
export const START_LIMIT_MS = 6 * HOUR_MS;
export const HEARTBEAT_MS = MINUTE_MS;
export const MISSED_BEATS_TO_ASK = 5;
export const MISSED_BEATS_TO_END = 10;
const DEFAULT_JOB_MINUTES = 90;
/** Planning reads and writes nothing; the mapping's minutes are for the work itself. */
const PLANNING_MINUTES = 15;
/** Added to the job's minutes before we end a run ourselves: the publishing job may take 20 minutes, and each job has to be set up. */
export const JOB_GRACE_MS = 30 * MINUTE_MS;
/** How long in all the jobs of a run may wait for machines. */
export const QUEUE_LIMIT_MS = 20 * HOUR_MS;
/** Steps that a run may report; a progress token can be had by whatever runs in the agent's job, so there must be an end. */
export const STEPS_PER_RUN = 200;
/** A trigger left in place is not dispatched again within this time. */
export const RECENT_MS = 24 * HOUR_MS;

export function jobMs(run: Pick<Run, 'phase' | 'maxJobMinutes'>): number {
  if (run.phase === 'planning') return PLANNING_MINUTES * MINUTE_MS;
  return (run.maxJobMinutes ?? DEFAULT_JOB_MINUTES) * MINUTE_MS;
}

/** The phases that a wish to run this one lets run: a plan that is made anew is to be implemented as well. */
export function phasesFrom(phase: Phase): Phase[] {
  return phase === 'planning' ? ['planning', 'implementation'] : [phase];
}

/** The name of the workflow run, by which it is found again: `<KEY> <phase> <runId>`. */
export function workflowRunName(run: Pick<Run, 'ticketKey' | 'phase' | 'runId'>): string {
  return `${run.ticketKey} ${run.phase} ${run.runId}`;
}

/** A run that is still reserved this long after its admission is given up: longer than a rate limit of GitHub lasts. */
export const RESERVED_LIMIT_MS = 70 * MINUTE_MS;
