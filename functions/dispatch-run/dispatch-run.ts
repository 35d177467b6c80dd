import type { Candidate } from '../../shared/contract/events.ts';
import { inTime, TRACKERS_IN_TIME_MS } from '../../shared/domain/in-time.ts';
import { capacityTaken, holdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Refusal } from '../../shared/domain/offered.ts';
import { isTerminal, LEASE_MS, RECENT_MS, type Run } from '../../shared/domain/run.ts';
import { plus } from '../../shared/domain/time.ts';
import { untilOver } from '../../shared/domain/until-over.ts';
import { type Admission, admitRun } from './admit-run.ts';
import { buryRun } from './bury-run.ts';
import { checkCandidate } from './check-candidate.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';
import type { noteRefusal as NoteRefusal } from './note-refusal.ts';
import { failRun, orderExecution } from './order-execution.ts';

/**
 * Consumes one candidate: admits it under capacity and deduplication, and orders its execution. Every step is one
 * conditional write that is idempotent for the same run id, so a crash anywhere is followed by a repeat, by a timer
 * or by the sweep. A tracker that does not answer in time is out of reach, so that what waits behind the candidate waits no longer.
 * Answers what became of the candidate, as a phrase for the log.
 */
export async function dispatchRun(deps: DispatchRunDeps, candidate: Candidate): Promise<string> {
  const limit = deps.timeLimits.after(TRACKERS_IN_TIME_MS);
  try {
    return await dispatch({ ...deps, trackers: inTime(deps.trackers, limit.over) }, candidate);
  } finally {
    limit.cancel();
  }
}

/** The same, with no effect after the message's own time. */
export function dispatchInTime(deps: DispatchRunDeps, candidate: Candidate, isOver: () => boolean): Promise<string> {
  return dispatchRun(untilOver(deps, isOver), candidate);
}

async function dispatch(deps: DispatchRunDeps, candidate: Candidate): Promise<string> {
  const run = await deps.runs.read(candidate.runId);
  if (run !== undefined && isTerminal(run.status)) {
    await buryRun(deps, run);
    return 'dropped: the run is over';
  }
  const mapping = await deps.mappings.read(candidate.mappingId);
  if (run !== undefined && mapping?.suspended !== undefined) return refuseAgain(deps, run, mapping.suspended.reason);
  if (run !== undefined) return dispatchAgain(deps, run);
  const hold = mapping === undefined ? DELETED : holdOf(mapping);
  if (mapping !== undefined && hold === undefined) return admitFresh(deps, candidate, mapping);
  const { reason, detail } = hold ?? DELETED;
  await noteRefusal(deps, { candidate, mapping }, { reason: 'not_admitted', detail });
  return `dropped: the mapping is ${reason}`;
}

const noteRefusal: typeof NoteRefusal = async (...of) => (await import('./note-refusal.ts')).noteRefusal(...of);

const DELETED = { reason: 'deleted', detail: 'its project mapping was deleted' };

async function admitFresh(deps: DispatchRunDeps, candidate: Candidate, mapping: ProjectMapping): Promise<string> {
  const checked = await checkCandidate(deps, candidate, mapping);
  if (checked.verdict === 'stale') return 'dropped: the candidate is older than two minutes';
  if (checked.verdict === 'full') return noteNotAdmitted(deps, { candidate, mapping }, { reason: 'at capacity' });
  if (checked.verdict === 'drop') {
    const refusal = checked.isTold ? ({ reason: 'not_admitted', detail: checked.reason } as const) : undefined;
    await noteRefusal(deps, { candidate, mapping }, refusal);
    return `dropped: ${checked.reason}`;
  }
  const { ticket, round, related, planningContext, refused, followUp } = checked;
  const request = { candidate, mapping, ticket, round, related, planningContext, refused, followUp };
  const admission = await admitRun(deps, request);
  if (admission.outcome === 'refused') return noteNotAdmitted(deps, { candidate, mapping }, admission);
  await deps.lifecycle.send(admittedEvent(admission.run));
  return orderExecution(deps, admission.run, admission.context);
}

/** A run that stands already is told of by itself. */
async function noteNotAdmitted(
  deps: DispatchRunDeps,
  of: { candidate: Candidate; mapping: ProjectMapping },
  refused: Omit<Extract<Admission, { outcome: 'refused' }>, 'outcome'>,
): Promise<string> {
  const refusal = refusalOf(of, refused);
  if (refusal !== undefined) await noteRefusal(deps, of, refusal);
  const { reason, budget } = refused;
  return `refused: ${reason}${budget === undefined ? '' : ` of its ${budget.of}`}`;
}

function refusalOf(
  { mapping }: { mapping: ProjectMapping },
  { reason, dispatchedAt, budget, detail = '' }: Omit<Extract<Admission, { outcome: 'refused' }>, 'outcome'>,
): Refusal | undefined {
  switch (reason) {
    case 'held':
      return { reason: 'not_admitted', detail };
    case 'budget spent':
      return { reason: 'budget_spent', detail, budget };
    case 'at capacity':
      return { reason: 'at_capacity', detail: capacityTaken(mapping) };
    case 'in flight':
      return { reason: 'not_admitted', detail: 'another run of the ticket is not over yet' };
    case 'dispatched recently': {
      const again = dispatchedAt && `dispatched at ${dispatchedAt}; again after ${plus(dispatchedAt, RECENT_MS)}`;
      return { reason: 'dispatched_recently', detail: again ?? 'dispatched less than a day ago', dispatchedAt };
    }
    default:
      return undefined;
  }
}

/** A run that stands is dispatched again only where one more dispatch was allowed and nobody holds the lease. */
async function dispatchAgain(deps: DispatchRunDeps, run: Run): Promise<string> {
  const now = deps.clock.now();
  const leaseUntil = plus(now, LEASE_MS);
  const taken = await deps.runs.takeDispatch(run.runId, { now, leaseUntil });
  if (taken === 'refused') return 'left: the run is under way';
  const context = await deps.runs.readContext(run);
  if (context === undefined) throw new Error(`run ${run.runId} has no context`);
  await deps.lifecycle.send(admittedEvent(run));
  const leased = { ...run, leaseUntil };
  const isFollowUp = run.followUp !== undefined;
  const over = isFollowUp ? await (await import('./look-again.ts')).lookAgain(deps, leased) : undefined;
  return over ?? orderExecution(deps, leased, context);
}

/** A run whose mapping was suspended before the run itself could be told: it ends as if it had just been refused. */
async function refuseAgain(deps: DispatchRunDeps, run: Run, reason: string): Promise<string> {
  const now = deps.clock.now();
  const leaseUntil = plus(now, LEASE_MS);
  const taken = await deps.runs.takeDispatch(run.runId, { now, leaseUntil });
  if (taken === 'refused') return 'dropped: the mapping is suspended';
  return failRun(deps, { ...run, leaseUntil }, { concerns: 'mapping', reason });
}

function admittedEvent(run: Run) {
  return { type: 'RunAdmitted', tracker: run.tracker, ticketId: run.ticketId, runId: run.runId } as const;
}
