import type { Candidate } from '../../shared/contract/events.ts';
import type { RunContext } from '../../shared/contract/runner.ts';
import { bucketIdOf, holdOf } from '../../shared/domain/mapping.ts';
import { FIRST_LOOKUP_MS, isTerminal, type Run } from '../../shared/domain/run.ts';
import type { SpentBudget } from '../../shared/domain/ticket-record.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import type { AdmissionRequest } from './admission-request.ts';
import { buryRun } from './bury-run.ts';
import { countRun, uncountRun } from './count-run.ts';
import { describeContext, describeRun } from './describe-run.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

export type Admission =
  | { outcome: 'admitted'; run: Run; context: RunContext }
  | {
      outcome: 'refused';
      reason:
        | 'at capacity'
        | 'held'
        | 'in flight'
        | 'dispatched recently'
        | 'budget spent'
        | 'admitted already'
        | 'over';
      /** For people, where it is held or its budget is used up. */
      detail?: string;
      /** The budget that is used up, where that is the reason. */
      budget?: SpentBudget;
      /** When the phase was dispatched, where that is the reason. */
      dispatchedAt?: Instant;
    };

/**
 * The admission protocol: slot, mapping, dispatch record, budgets, context and run, timer, in this order. Who stops a mapping holds it first and
 * then looks at the slots, so that of the two one sees the other. A refusal gives the slot back; a crash in between is mended by a repeat of the message or by the sweep. Modelled in `test/simulation/`.
 */
export async function admitRun(deps: DispatchRunDeps, request: AdmissionRequest): Promise<Admission> {
  const { candidate, mapping, ticket, round, followUp } = request;
  const at = deps.clock.now();
  const bucketId = bucketIdOf(mapping);
  const claimId = deps.ids.ulid();
  const slot = { bucketId, ticketId: candidate.ticketId, runId: candidate.runId };
  const { phase } = candidate;
  if ((await deps.buckets.claimSlot({ ...slot, phase, at, claimId })) === 'full') return refused('at capacity');
  const now = await deps.mappings.read(mapping.mappingId);
  const hold = now === undefined ? 'its project mapping was deleted' : holdOf(now)?.detail;
  if (now === undefined || hold !== undefined)
    return giveBack(deps, { ...candidate, bucketId }, { reason: 'held', detail: hold ?? '' });
  const claim = await claimTicket(deps, { ...candidate, at });
  if (claim.outcome !== 'claimed') {
    await deps.buckets.releaseSlot(slot);
    return claim.outcome === 'in_flight' ? refused('in flight') : recent(claim.dispatchedAt);
  }
  const counted = await countRun(deps, candidate, now, at);
  if (counted.outcome === 'spent') return giveBack(deps, { ...candidate, bucketId }, counted.refusal);
  const run = describeRun({ candidate, mapping, ticket, round, followUp, at, claimId, capUsd: counted.capUsd });
  const context = describeContext(run, request);
  await deps.runs.putContext(run.runId, context);
  const reserved = await deps.runs.reserve(run);
  if (reserved.outcome === 'present' && !isOwn(reserved.run, claimId)) return leave(deps, reserved.run);
  await deps.timers.set({
    kind: 'check-run',
    dueAt: plus(at, FIRST_LOOKUP_MS),
    tracker: run.tracker,
    ticketId: run.ticketId,
    runId: run.runId,
  });
  return { outcome: 'admitted', run, context };
}

/**
 * An earlier delivery may have put the run before it was cut off; then slot, record and budgets are that run's. Else it may have claimed
 * the record and been counted, which nothing but this would take back; the slot goes last, since the sweep finds what is left by it.
 */
async function giveBack(
  deps: DispatchRunDeps,
  { runId, phase, ...claimed }: Slot,
  why: Omit<Extract<Admission, { outcome: 'refused' }>, 'outcome'>,
): Promise<Admission> {
  const run = await deps.runs.read(runId);
  if (run !== undefined) return leave(deps, run);
  await uncountRun(deps, { ...claimed, runId });
  const released = await deps.dispatchRecords.release(claimed, runId, deps.clock.now());
  if (released === 'released') await deps.dispatchRecords.lift(claimed, phase, runId);
  await deps.buckets.releaseSlot({ ...claimed, runId });
  return { outcome: 'refused', ...why };
}

type Slot = Candidate & { bucketId: string };

/** A `liveRunId` that names a run that is over does not count as live: it is replaced, on exactly that value. */
async function claimTicket(deps: DispatchRunDeps, claim: Candidate & { at: string }) {
  const first = await deps.dispatchRecords.claim(claim);
  return first.outcome === 'in_flight' ? claimFrom(deps, claim, first.liveRunId) : first;
}

async function claimFrom(deps: DispatchRunDeps, claim: Candidate & { at: string }, liveRunId: string) {
  const other = await deps.runs.read(liveRunId);
  if (other === undefined || !isTerminal(other.status)) return { outcome: 'in_flight' as const };
  return deps.dispatchRecords.claim(claim, liveRunId);
}

/** The client repeats a write whose answer was lost, and then finds what it wrote itself. */
function isOwn(run: Run, claimId: string): boolean {
  return run.status === 'reserved' && run.claimId === claimId;
}

async function leave(deps: DispatchRunDeps, run: Run): Promise<Admission> {
  if (!isTerminal(run.status)) return refused('admitted already');
  await buryRun(deps, run);
  return refused('over');
}

function refused(reason: Extract<Admission, { outcome: 'refused' }>['reason']): Admission {
  return { outcome: 'refused', reason };
}

function recent(dispatchedAt: Instant): Admission {
  return { outcome: 'refused', reason: 'dispatched recently', dispatchedAt };
}
