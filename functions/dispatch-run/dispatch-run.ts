import type { Candidate } from '../../shared/contract/events.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { isTerminal, LEASE_MS, type Run } from '../../shared/domain/run.ts';
import { plus } from '../../shared/domain/time.ts';
import { admitRun } from './admit-run.ts';
import { checkCandidate } from './check-candidate.ts';
import { buryRun, type DispatchRunDeps } from './dispatch-run-deps.ts';
import { failRun, orderExecution } from './order-execution.ts';

/**
 * Consumes one candidate: admits it under capacity and deduplication, and orders its execution. Every step is one
 * conditional write that is idempotent for the same run id, so a crash anywhere is followed by a repeat, by a timer
 * or by the sweep. Answers what became of the candidate, as a phrase for the log.
 */
export async function dispatchRun(deps: DispatchRunDeps, candidate: Candidate): Promise<string> {
  const run = await deps.runs.read(candidate.runId);
  if (run !== undefined && isTerminal(run.status)) {
    await buryRun(deps, run);
    return 'dropped: the run is over';
  }
  const mapping = await deps.mappings.read(candidate.mappingId);
  if (run !== undefined && mapping?.suspended !== undefined) return refuseAgain(deps, run, mapping.suspended.reason);
  const hold = holdOf(mapping);
  if (mapping === undefined || hold !== undefined) return `dropped: ${hold}`;
  return run === undefined ? admitFresh(deps, candidate, mapping) : dispatchAgain(deps, run);
}

function holdOf(mapping: ProjectMapping | undefined): string | undefined {
  if (mapping === undefined) return 'the mapping is deleted';
  if (mapping.paused) return 'the mapping is paused';
  return mapping.suspended === undefined ? undefined : 'the mapping is suspended';
}

async function admitFresh(deps: DispatchRunDeps, candidate: Candidate, mapping: ProjectMapping): Promise<string> {
  const checked = await checkCandidate(deps, candidate, mapping);
  if (checked.verdict === 'drop') return `dropped: ${checked.reason}`;
  const { ticket, related, planningContext } = checked;
  const admission = await admitRun(deps, { candidate, mapping, ticket, related, planningContext });
  if (admission.outcome === 'refused') return `refused: ${admission.reason}`;
  await deps.lifecycle.send(admittedEvent(admission.run));
  return orderExecution(deps, admission.run, admission.context);
}

/** A run that stands is dispatched again only where one more dispatch was allowed and nobody holds the lease. */
async function dispatchAgain(deps: DispatchRunDeps, run: Run): Promise<string> {
  const now = deps.clock.now();
  const leaseUntil = plus(now, LEASE_MS);
  const taken = await deps.runs.takeDispatch(run.runId, { now, leaseUntil });
  if (taken === 'refused') return 'left: the run is under way';
  const context = await deps.runs.readContext(run.runId);
  if (context === undefined) throw new Error(`run ${run.runId} has no context`);
  await deps.lifecycle.send(admittedEvent(run));
  return orderExecution(deps, { ...run, leaseUntil }, context);
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
