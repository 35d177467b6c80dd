import { isDeepStrictEqual } from 'node:util';
import type { RunContext, StepProgress } from '../../shared/contract/runner.ts';
import { isLive, isOwnExecution, isTerminal, type Run, STEPS_PER_RUN, TRANSITIONS } from '../../shared/domain/run.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { RunEnd, RunStore, StoredReport } from '../../shared/ports/run-store.ts';
import { copyOf } from './copy-of.ts';

type Runs = Map<string, Run>;

/** Runs in memory; each call is one atomic step. */
export function fakeRunStore(): RunStore {
  const runs: Runs = new Map();
  return {
    ...reservations(runs),
    ...dispatches(runs),
    ...bindings(runs),
    ...wishes(runs),
    ...ends(runs),
    ...documents(),
    ...progress(runs),
    ...listings(runs),
  };
}

function reservations(runs: Runs): Pick<RunStore, 'reserve' | 'entomb' | 'read'> {
  const putIfAbsent = <Outcome>(run: Run, outcome: Outcome) => {
    const standing = runs.get(run.runId);
    if (standing !== undefined) return { outcome: 'present' as const, run: copyOf(standing) };
    runs.set(run.runId, copyOf(run));
    return { outcome };
  };
  return {
    reserve: async (run) => putIfAbsent(run, 'reserved'),
    entomb: async (run) => putIfAbsent(run, 'entombed'),
    read: async (runId) => copyOf(runs.get(runId)),
  };
}

function isLeased(run: Run, now: string): boolean {
  return run.leaseUntil !== undefined && run.leaseUntil > now;
}

function dispatches(runs: Runs): Pick<RunStore, 'takeDispatch' | 'giveDispatchBack' | 'allowDispatch'> {
  return {
    async takeDispatch(runId, { now, leaseUntil }) {
      const run = runs.get(runId);
      if (run?.status !== 'reserved' || isLeased(run, now)) return 'refused';
      if (run.dispatchesTaken >= run.dispatchesAllowed) return 'refused';
      run.leaseUntil = leaseUntil;
      run.dispatchesTaken += 1;
      run.dispatchAskedAt = now;
      return 'taken';
    },
    async giveDispatchBack(runId, { held, notBefore }) {
      const run = runs.get(runId);
      if (run?.status !== 'reserved' || run.leaseUntil !== held) return;
      run.leaseUntil = notBefore;
      run.dispatchesTaken -= 1;
    },
    async allowDispatch(runId, { taken, now }) {
      const run = runs.get(runId);
      if (run?.status !== 'reserved' || isLeased(run, now)) return 'refused';
      if (run.dispatchesTaken !== taken || run.dispatchesAllowed > taken) return 'refused';
      run.dispatchesAllowed = taken + 1;
      return 'allowed';
    },
  };
}

function bindings(
  runs: Runs,
): Pick<RunStore, 'bind' | 'start' | 'beat' | 'noteQueue' | 'noteRepository' | 'notePullRequest'> {
  return {
    async bind(runId, { workflowRunId, url, at }) {
      const run = runs.get(runId);
      if (run === undefined) return 'surplus';
      if (run.status === 'reserved') {
        Object.assign(run, { status: 'dispatched', workflowRunId });
      }
      if (run.workflowRunId !== workflowRunId) return 'surplus';
      run.workflowRunUrl = url;
      run.dispatchedAt ??= at;
      delete run.leaseUntil;
      return 'bound';
    },
    async start(runId, start) {
      const run = runs.get(runId);
      if (run === undefined) return { outcome: 'unknown' };
      if (isTerminal(run.status)) return { outcome: 'over' };
      if (!isOwnExecution(run, start)) return { outcome: 'taken' };
      const { at, ...identity } = start;
      const told = Object.entries(identity).filter(([, value]) => value !== undefined);
      Object.assign(run, Object.fromEntries(told), {
        status: 'running',
        startedAt: run.startedAt ?? at,
        heartbeatAt: at,
      });
      delete run.leaseUntil;
      return { outcome: 'started', run: copyOf(run) };
    },
    async beat(runId, at) {
      const run = runs.get(runId);
      if (run !== undefined && isLive(run.status) && (run.heartbeatAt ?? '') < at) run.heartbeatAt = at;
    },
    async noteQueue(runId, { queuedSince, queuedMs = 0 }, was) {
      const run = runs.get(runId);
      if (run?.status !== 'running' || run.queuedSince !== was) return;
      delete run.queuedSince;
      Object.assign(run, { queuedMs, ...(queuedSince === undefined ? {} : { queuedSince }) });
    },
    async noteRepository(runId, name) {
      const run = runs.get(runId);
      if (run !== undefined) Object.assign(run, copyOf(name));
    },
    async notePullRequest(runId, { prUrl, headSha }) {
      const run = runs.get(runId);
      if (run !== undefined) Object.assign(run, { prUrl, ...(headSha !== undefined && { prHeadSha: headSha }) });
    },
  };
}

function wishes(runs: Runs): Pick<RunStore, 'wishCancel' | 'takeCancelBack'> {
  return {
    async wishCancel(runId, wish) {
      const run = runs.get(runId);
      if (run === undefined || isTerminal(run.status)) return 'over';
      run.cancelWish ??= copyOf(wish);
      return 'wished';
    },
    async takeCancelBack(runId, stopId) {
      const run = runs.get(runId);
      if (run === undefined || isTerminal(run.status) || run.cancelWish?.stopId !== stopId) return 'kept';
      delete run.cancelWish;
      return 'taken_back';
    },
  };
}

function ends(runs: Runs): Pick<RunStore, 'end' | 'markReported' | 'noteUsage'> {
  return {
    async noteUsage(runId, usage) {
      const run = runs.get(runId);
      if (run !== undefined) run.usage ??= copyOf(usage);
    },
    async end(runId, { status, at, failure, prUrl, usage, verdict }) {
      const run = runs.get(runId);
      if (run === undefined) throw new Error(`no run ${runId} to end`);
      if (!TRANSITIONS[run.status].includes(status)) return 'already_over';
      if (verdict !== undefined && !holds(run, verdict, at)) return 'moved_on';
      if (verdict === undefined) run.reportedAt = at;
      Object.assign(run, { status, endedAt: at, failure, prUrl: prUrl ?? run.prUrl, usage });
      delete run.leaseUntil;
      return 'ended';
    },
    async markReported(runId, at) {
      const run = runs.get(runId);
      if (run === undefined || (isTerminal(run.status) && run.reportedAt === undefined)) return 'over';
      run.reportedAt ??= at;
      return 'marked';
    },
  };
}

function holds(run: Run, verdict: NonNullable<RunEnd['verdict']>, at: Instant): boolean {
  const isLeaseOver = run.leaseUntil === undefined || run.leaseUntil <= at || run.leaseUntil === verdict.heldLease;
  const isWished = verdict.wishedAt === undefined || verdict.wishedAt === run.cancelWish?.askedAt;
  return run.status === verdict.on && run.reportedAt === undefined && isLeaseOver && isWished;
}

/** As it reads after it went over a wire: without fields that are undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function documents(): Pick<RunStore, 'putContext' | 'readContext' | 'putReport' | 'readReport'> {
  const contexts = new Map<string, RunContext>();
  const reports = new Map<string, StoredReport>();
  return {
    async putContext(runId, context) {
      if (!contexts.has(runId)) contexts.set(runId, copyOf(context));
    },
    readContext: async ({ runId }) => copyOf(contexts.get(runId)),
    async putReport(runId, report) {
      const standing = reports.get(runId);
      if (standing === undefined) {
        reports.set(runId, copyOf(report));
        return 'stored';
      }
      return isDeepStrictEqual(plain(standing.report), plain(report.report)) ? 'identical' : 'conflicting';
    },
    readReport: async (runId) => copyOf(reports.get(runId)),
  };
}

function progress(runs: Runs): Pick<RunStore, 'noteStep' | 'steps'> {
  const steps = new Map<string, Map<string, StepProgress>>();
  return {
    async noteStep(runId, step, at) {
      const run = runs.get(runId);
      if (run === undefined || isTerminal(run.status)) return 'over';
      const ofRun = steps.get(runId) ?? new Map<string, StepProgress>();
      if (ofRun.size >= STEPS_PER_RUN && !ofRun.has(step.stepId)) return 'full';
      steps.set(runId, ofRun.set(step.stepId, copyOf(step)));
      run.heartbeatAt = at;
      return 'noted';
    },
    async steps(runId) {
      const ofRun = copyOf([...(steps.get(runId)?.values() ?? [])]);
      return ofRun.sort((a, b) => a.startedAt.localeCompare(b.startedAt) || (a.stepId < b.stepId ? -1 : 1));
    },
  };
}

function listings(runs: Runs): Pick<RunStore, 'open' | 'startedOn' | 'ofTicket'> {
  type Place = Pick<Run, 'reservedAt' | 'runId'>;
  const newestFirst = (a: Place, b: Place) => {
    const [left, right] = [`${a.reservedAt}#${a.runId}`, `${b.reservedAt}#${b.runId}`];
    return left < right ? 1 : -1;
  };
  const where = (matches: (run: Run) => boolean) => copyOf([...runs.values()].filter(matches)).sort(newestFirst);
  return {
    open: async () => where((run) => isLive(run.status)),
    startedOn: async (day, { limit, before } = { limit: Number.POSITIVE_INFINITY }) =>
      where(
        (run) =>
          isTerminal(run.status) &&
          run.reservedAt.startsWith(day) &&
          (before === undefined || newestFirst(run, before) > 0),
      ).slice(0, limit),
    ofTicket: async (ref) => where((run) => run.tracker === ref.tracker && run.ticketId === ref.ticketId),
  };
}
