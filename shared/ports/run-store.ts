import type { RunContext, RunReport, StepProgress } from '../contract/runner.ts';
import type { CancelWish, Run, RunFailure, RunStatus, Usage } from '../domain/run.ts';
import type { RunnerSeen } from '../domain/runner-seen.ts';
import type { TicketRef } from '../domain/ticket.ts';
import type { Instant } from '../domain/time.ts';

export interface RunEnd {
  status: Extract<RunStatus, 'succeeded' | 'failed' | 'timed_out' | 'cancelled'>;
  at: Instant;
  failure?: RunFailure | undefined;
  prUrl?: string | undefined;
  usage?: Usage | undefined;
  /**
   * Present when we end the run on our own judgement: it holds only while the run is in the status that was judged, has
   * no report, and nobody else's lease is running; with `wishedAt` also only while that wish stands. Absent when the run's
   * report ends it, from any live status.
   */
  verdict?: { on: RunStatus; heldLease?: Instant | undefined; wishedAt?: Instant | undefined } | undefined;
}

export interface StoredReport {
  report: RunReport;
  receivedAt: Instant;
}

/** Runs with their context, report and steps. Each write is one conditional write, harmless when repeated. */
export interface RunStore {
  /** Puts the run if absent; otherwise answers the one that stands. */
  reserve(run: Run): Promise<{ outcome: 'reserved' } | { outcome: 'present'; run: Run }>;
  read(runId: string): Promise<Run | undefined>;
  /** Takes lease and allowance of one more dispatch, if the run is reserved, nobody holds the lease and one is allowed. */
  takeDispatch(runId: string, take: { now: Instant; leaseUntil: Instant }): Promise<'taken' | 'refused'>;
  /**
   * Gives the allowance back after an order that had no effect, if the caller's lease is still the one `held`; nobody
   * dispatches before `notBefore`.
   */
  giveDispatchBack(runId: string, back: { held: Instant; notBefore: Instant }): Promise<void>;
  /** Allows a dispatch after the `taken`-th, if the run is still reserved, unbound, its lease is over, and no more was allowed yet. */
  allowDispatch(runId: string, allow: { taken: number; now: Instant }): Promise<'allowed' | 'refused'>;
  /** Binds the execution if none is bound, or the same is; a reserved run becomes dispatched, the lease ends. */
  bind(runId: string, bind: { workflowRunId: string; url: string; at: Instant }): Promise<'bound' | 'surplus'>;
  /** The gate. */
  start(runId: string, start: RunStart): Promise<StartOutcome>;
  /** Notes a sign of life of a live run. */
  beat(runId: string, at: Instant): Promise<void>;
  /**
   * Notes how a running run waits for machines, if it is noted as waiting since `was` now (undefined: as not waiting);
   * otherwise somebody else noted it, and nothing is written.
   */
  noteQueue(runId: string, queue: Pick<Run, 'queuedSince' | 'queuedMs'>, was: Instant | undefined): Promise<void>;
  /** Notes that the run's repository has another name by now. */
  noteRepository(runId: string, name: Required<Pick<Run, 'owner' | 'repo' | 'renamedFrom'>>): Promise<void>;
  /** Notes the pull request, live or not. */
  notePullRequest(runId: string, pull: { prUrl: string; headSha?: string | undefined }): Promise<void>;
  /**
   * Gives the run a terminal status, if its transition table allows; `moved_on` when a verdict no longer holds. A run that
   * does not exist is an error.
   */
  end(runId: string, end: RunEnd): Promise<'ended' | 'already_over' | 'moved_on'>;
  /** Notes on a live run that a person wants it cancelled; a wish that stands already stays. `over`: no such run is live. */
  wishCancel(runId: string, wish: CancelWish): Promise<'wished' | 'over'>;
  /** Takes the wish of this stop off a run that is live still. */
  takeCancelBack(runId: string, stopId: string): Promise<'taken_back' | 'kept'>;
  /** Notes that a report stands, which bars every verdict; `over` when one came first. Written after the report itself. */
  markReported(runId: string, at: Instant): Promise<'marked' | 'over'>;
  /** Notes what a run cost that was over before it could say so; what stands already stays. */
  noteUsage(runId: string, usage: Usage): Promise<void>;
  /** Puts a failed run if absent, so that a slow consumer finds it over; answers the run that stands when there is one. */
  entomb(run: Run): Promise<{ outcome: 'entombed' } | { outcome: 'present'; run: Run }>;

  /** The first context stands: what was admitted does not change any more. */
  putContext(runId: string, context: RunContext): Promise<void>;
  /** As it was admitted: whoever may write reports cannot have written it, unless an earlier version admitted the run. */
  readContext(run: Pick<Run, 'runId' | 'tokenAlg'>): Promise<RunContext | undefined>;

  /** The first report wins; an equal one is `identical`, another `conflicting`. */
  putReport(runId: string, report: StoredReport): Promise<'stored' | 'identical' | 'conflicting'>;
  readReport(runId: string): Promise<StoredReport | undefined>;

  /**
   * Notes a step of a live run, and with it a sign of life `at`. One item per step id: a later line of the same step replaces
   * the earlier. `full`: the run has `STEPS_PER_RUN` others already, so that this one is left out and nothing is written;
   * `over`: no such run is live.
   */
  noteStep(runId: string, step: StepProgress, at: Instant): Promise<'noted' | 'full' | 'over'>;
  /** At most `STEPS_PER_RUN`, by the time of their beginning. */
  steps(runId: string): Promise<StepProgress[]>;

  /** Index reads: hints, newest first by `reservedAt`; re-read by key before acting. */
  open(): Promise<Run[]>;
  /** Runs that are over, by the day (`yyyy-mm-dd`) they were reserved on; all of them unless told how many. */
  startedOn(day: string, page?: RunsPage): Promise<Run[]>;
  ofTicket(ref: TicketRef): Promise<Run[]>;
}

/** The newest of a listing, or those that come after a place in it; fewer than `limit` at its end, and where a record cannot be read. */
export interface RunsPage {
  limit: number;
  before?: Pick<Run, 'reservedAt' | 'runId'> | undefined;
}

export interface RunStart {
  workflowRunId: string;
  runAttempt: number;
  sessionKeyHash: string;
  /** As GitHub attests it. */
  repositoryId?: string | undefined;
  runner?: RunnerSeen | undefined;
  at: Instant;
}

export type StartOutcome =
  | { outcome: 'started'; run: Run }
  | { outcome: 'taken' }
  | { outcome: 'over' }
  | { outcome: 'unknown' };
