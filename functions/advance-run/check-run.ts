import { failureOfWish } from '../../shared/domain/cancel-wish.ts';
import { RepositoryRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { executionEnd } from '../../shared/domain/execution-end.ts';
import { hasTurn, isWaiting } from '../../shared/domain/look-turns.ts';
import { isQueued, queuedFrom, queuedUntil } from '../../shared/domain/queueing.ts';
import { type CancelWish, FIRST_LOOKUP_MS, isTerminal, type Run, type RunFailure } from '../../shared/domain/run.ts';
import { checkOf, type RunCheck, type RunCheckOtherwise } from '../../shared/domain/run-check.ts';
import { elapsedMs, HOUR_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { ExecutionState } from '../../shared/ports/executor.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { failureOf, refusedBy, stop, unlessRefused } from './ask-executor.ts';
import { settleRun } from './settle-run.ts';
import { showTicket } from './show-ticket.ts';

/**
 * Looks at one run because a moment has come: a lost answer, a run that never started, fell silent or takes too long.
 * A stored report beats every verdict, and each look sets the timer of the next.
 */
export async function checkRun(deps: AdvanceRunDeps, runId: string): Promise<string> {
  const run = await deps.runs.read(runId);
  if (run === undefined) return 'dropped: no such run';
  const isReported = (await deps.runs.readReport(runId)) !== undefined;
  try {
    if (isReported || isTerminal(run.status)) return await settleOver(deps, run, isReported);
    if (run.cancelWish !== undefined) return await endByWish(deps, run, run.cancelWish);
    return await actAndShow(deps, run);
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    return waitForExecutor(deps, run, error);
  }
}

/** How long an execution that we gave up is stopped again and again: by then it has ended by its own limits. */
const LAST_STOP_MS = 24 * HOUR_MS;

/** A live run is looked at again at once; one that is over, whose execution may still be to stop, ever later. */
async function waitForExecutor(deps: AdvanceRunDeps, run: Run, error: ServiceUnavailable): Promise<string> {
  const now = deps.clock.now();
  const overMs = run.endedAt === undefined ? 0 : elapsedMs(run.endedAt, now);
  if (overMs > LAST_STOP_MS) return 'settled: its execution could not be stopped';
  const pauseMs = Math.min(Math.max(overMs, MINUTE_MS), HOUR_MS);
  return waitUntil(deps, run, error.retryAt ?? plus(now, pauseMs));
}

/**
 * A person wants it cancelled, and it has not reported. While its order is under way, whoever gives the order ends it; under the
 * lease of an order that was put off nobody gives one.
 */
function endByWish(deps: AdvanceRunDeps, run: Run, wish: CancelWish): Promise<string> {
  const failure = failureOfWish(wish);
  const heldLease = run.dispatchesTaken < run.dispatchesAllowed ? run.leaseUntil : undefined;
  return endRun(deps, run, { status: 'cancelled', failure, wishedAt: wish.askedAt, heldLease });
}

/** The timer of a live run is the reminder of what its ticket should show, too: the admission sets no other. */
async function actAndShow(deps: AdvanceRunDeps, found: Run): Promise<string> {
  const run = await endQueue(deps, found);
  const check = checkOf(run, deps.clock.now());
  if (check.action !== 'end') await bindStarted(deps, run);
  const outcome = await act(deps, run, check);
  if (check.action !== 'end') await showTicket(deps, run, { isReminder: true, isReminded: true });
  return outcome;
}

/** An execution that we gave up is stopped again: the executor may not have heard it the first time. */
async function settleOver(deps: AdvanceRunDeps, run: Run, isReported: boolean): Promise<string> {
  const outcome = await settleRun(deps, run.runId);
  const isGivenUp = run.status === 'timed_out' || run.status === 'cancelled';
  if (isGivenUp && !isReported) await stop(deps, run);
  return outcome;
}

async function act(deps: AdvanceRunDeps, run: Run, check: RunCheck): Promise<string> {
  switch (check.action) {
    case 'wait':
      return waitUntil(deps, run, check.until);
    case 'look_up':
      return lookUp(deps, run, check.otherwise);
    case 'ask':
      return ask(deps, run, check);
    case 'end':
      return endRun(deps, run, check);
  }
}

/** A run that waited for a machine and was heard of since waits no longer; looks are so close that its minutes lose few. */
async function endQueue(deps: AdvanceRunDeps, run: Run): Promise<Run> {
  const { queuedSince, heartbeatAt } = run;
  if (queuedSince === undefined || heartbeatAt === undefined || isQueued(run)) return run;
  const queue = queuedUntil(run, heartbeatAt);
  await deps.runs.noteQueue(run.runId, queue, queuedSince);
  return { ...run, ...queue };
}

/**
 * A run may start before the answer to its order is known: then its execution is known by its id alone, and has no link. Where the
 * repository shows none, the run goes on without.
 */
async function bindStarted(deps: AdvanceRunDeps, run: Run): Promise<void> {
  if (run.status !== 'running' || run.workflowRunId === undefined || run.workflowRunUrl !== undefined) return;
  const executions = await unlessRefused(deps.executor.find(run));
  if (executions instanceof RepositoryRefusal) return;
  const own = executions.find(({ workflowRunId }) => workflowRunId === run.workflowRunId);
  if (own !== undefined) await deps.runs.bind(run.runId, { ...own, at: deps.clock.now() });
}

async function waitUntil(deps: AdvanceRunDeps, run: Run, dueAt: Instant): Promise<string> {
  await deps.timers.set({ kind: 'check-run', dueAt, tracker: run.tracker, ticketId: run.ticketId, runId: run.runId });
  return `waits until ${dueAt}`;
}

/** A repository that shows us no executions any more may have one, as one whose list lags: what follows is the same. */
async function lookUp(deps: AdvanceRunDeps, run: Run, otherwise: RunCheckOtherwise): Promise<string> {
  const found = await unlessRefused(deps.executor.find(run));
  const [execution] = found instanceof RepositoryRefusal ? [] : found;
  if (execution !== undefined) {
    const { workflowRunId, url } = execution;
    await deps.runs.bind(run.runId, { workflowRunId, url, at: deps.clock.now() });
    await waitUntil(deps, run, plus(deps.clock.now(), MINUTE_MS));
    return 'found and bound';
  }
  switch (otherwise.action) {
    case 'wait':
      return waitUntil(deps, run, otherwise.until);
    case 'allow':
      await deps.runs.allowDispatch(run.runId, { taken: otherwise.taken, now: deps.clock.now() });
      return offerAgain(deps, run, plus(deps.clock.now(), FIRST_LOOKUP_MS));
    case 'offer':
      return offerAgain(deps, run, otherwise.until);
    case 'end':
      return endRun(
        deps,
        run,
        found instanceof RepositoryRefusal ? { ...otherwise, failure: failureOf(found) } : otherwise,
      );
  }
}

/** The same run id goes to dispatch-run again, which takes lease and allowance before it dispatches. */
async function offerAgain(deps: AdvanceRunDeps, run: Run, lookAgainAt: Instant): Promise<string> {
  await waitUntil(deps, run, lookAgainAt);
  const { tracker, ticketId, runId, phase, mappingId, attempt, retryOf, isExplicit } = run;
  const offeredAt = deps.clock.now();
  await deps.candidates.offer({ tracker, ticketId, runId, phase, mappingId, attempt, retryOf, isExplicit, offeredAt });
  return 'offered again';
}

async function ask(deps: AdvanceRunDeps, run: Run, check: Extract<RunCheck, { action: 'ask' }>): Promise<string> {
  if (run.workflowRunId === undefined || !(await isTurnOf(deps, run))) return waitUntil(deps, run, check.until);
  const lost = { status: 'timed_out', failure: check.failure } as const;
  try {
    const state = await unlessRefused(deps.executor.state(run, run.workflowRunId));
    if (state instanceof RepositoryRefusal) return await endRun(deps, run, refusedBy(state));
    if (state === 'queued' || state === 'in_progress')
      return await hearOf(deps, { ...run, workflowRunId: run.workflowRunId }, check);
    return await endAsked(deps, run, state, check);
  } catch (error) {
    // Who cannot be asked says nothing for a run that is silent for too long.
    if (check.silence?.isOver === true && error instanceof ServiceUnavailable) return endRun(deps, run, lost);
    throw error;
  }
}

/** However many runs wait for machines, the executor is asked about few of them at a time. */
async function isTurnOf({ runs, clock }: Pick<AdvanceRunDeps, 'runs' | 'clock'>, run: Run): Promise<boolean> {
  const now = clock.now();
  return !isWaiting(run, now) || hasTurn(run, await runs.open(), now);
}

/** What is under way and silent may wait for a machine, or be at work on what comes before its first sign of life. */
async function hearOf(
  deps: AdvanceRunDeps,
  run: Run & { workflowRunId: string },
  { silence, until, failure }: Extract<RunCheck, { action: 'ask' }>,
): Promise<string> {
  // What is known to wait does so until its first sign of life: who has no job in progress need not be asked again.
  if (silence === undefined || isQueued(run)) return waitUntil(deps, run, until);
  const job = await unlessRefused(deps.executor.job(run, run.workflowRunId));
  if (job instanceof RepositoryRefusal) return endRun(deps, run, refusedBy(job));
  if (job === undefined) {
    await deps.runs.noteQueue(run.runId, queuedFrom(run, silence.since), run.queuedSince);
    return waitUntil(deps, run, until);
  }
  const isHeardOf = job.startedAt <= silence.since;
  if (isHeardOf && silence.isOver) return endRun(deps, run, { status: 'timed_out', failure });
  return waitUntil(deps, run, until);
}

async function endAsked(
  deps: AdvanceRunDeps,
  run: Run,
  state: Extract<ExecutionState, 'gone' | object>,
  check: Extract<RunCheck, { action: 'ask' }>,
): Promise<string> {
  const { lateUntil } = check;
  if (state === 'gone' && lateUntil !== undefined && lateUntil > deps.clock.now())
    return waitUntil(deps, run, lateUntil);
  const failure = state === 'gone' ? check.failure : executionEnd(run, state.ended);
  return endRun(deps, run, { status: 'failed', failure });
}

interface Verdict {
  status: 'failed' | 'timed_out' | 'cancelled';
  failure: RunFailure;
  /** Of the wish that it follows. */
  wishedAt?: Instant;
  /** A lease that does not hold it. */
  heldLease?: Instant | undefined;
}

/** Ends a live run that people want no more, and stops what it executes; `moved on` where it is not as it was read. */
export async function cancelRun(deps: AdvanceRunDeps, run: Run, failure: RunFailure): Promise<string> {
  try {
    return await endRun(deps, run, { status: 'cancelled', failure });
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    return waitUntil(deps, run, error.retryAt ?? plus(deps.clock.now(), MINUTE_MS));
  }
}

async function endRun(deps: AdvanceRunDeps, run: Run, verdict: Verdict): Promise<string> {
  if ((await deps.runs.readReport(run.runId)) !== undefined) return settleRun(deps, run.runId);
  const { status, failure, wishedAt, heldLease } = verdict;
  const judged = { on: run.status, wishedAt, heldLease };
  const ended = await deps.runs.end(run.runId, { status, failure, at: deps.clock.now(), verdict: judged });
  if (ended === 'moved_on') return waitUntil(deps, run, plus(deps.clock.now(), FIRST_LOOKUP_MS));
  const outcome = await settleRun(deps, run.runId);
  await stop(deps, run);
  return outcome;
}
