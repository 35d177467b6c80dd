import type { Candidate } from '../../shared/contract/events.ts';
import type { RelatedTickets } from '../../shared/contract/runner.ts';
import { isPlanOutdated, phaseDue } from '../../shared/domain/approval.ts';
import { freeSlots } from '../../shared/domain/bucket.ts';
import { ineligibility } from '../../shared/domain/eligibility.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { bucketIdOf, covers, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { FRESH_MS } from '../../shared/domain/offered.ts';
import { isPlanOfOther, type TicketPlan, ticketText } from '../../shared/domain/plan.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { elapsedMs } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { AdmissionRequest } from './admission-request.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

export type CheckedCandidate =
  | ({ verdict: 'admit' } & Pick<
      AdmissionRequest,
      'ticket' | 'round' | 'related' | 'planningContext' | 'refused' | 'followUp'
    >)
  | { verdict: 'stale' }
  | { verdict: 'full' }
  /** `isTold`: people are told, since nothing else on its record says why it does not run. */
  | { verdict: 'drop'; reason: string; isTold: boolean };

/** Looks at a candidate that has no run yet: is it fresh, still wanted by our record, and its ticket still eligible? */
export async function checkCandidate(
  deps: DispatchRunDeps,
  candidate: Candidate,
  mapping: ProjectMapping,
): Promise<CheckedCandidate> {
  const bucket = await deps.buckets.read(bucketIdOf(mapping));
  const isHeld = bucket?.slots[candidate.ticketId]?.runId === candidate.runId;
  if (!isHeld && elapsedMs(candidate.offeredAt, deps.clock.now()) > FRESH_MS) return { verdict: 'stale' };
  if (candidate.phase === 'gap-fill') return (await import('./check-follow-up.ts')).checkFollowUp(deps, candidate);
  const record = await deps.tickets.read(candidate);
  if (!isWanted(candidate, record)) return { verdict: 'drop', reason: 'the ticket has moved on', isTold: false };
  // The claim of a slot decides; this spares the tracker a look at a ticket for which there is no room.
  if (bucket !== undefined && !isHeld && freeSlots(bucket) === 0) return { verdict: 'full' };
  try {
    return await checkTicket(deps, { candidate, mapping, record });
  } catch (error) {
    if (error instanceof ServiceUnavailable) return drop('the ticket cannot be read');
    if (error instanceof ServiceRefusal) return drop(`the tracker refuses to tell of the ticket (${error.reason})`);
    throw error;
  }
}

async function checkTicket(deps: DispatchRunDeps, checked: Omit<Checked, 'ticket'>): Promise<CheckedCandidate> {
  const { candidate, mapping, record } = checked;
  const tracker = deps.trackers[candidate.tracker];
  const ticket = await tracker?.read(candidate.ticketId);
  if (tracker === undefined || ticket === undefined) return drop('the ticket cannot be read');
  const obstacle = obstacleTo({ ...checked, ticket });
  if (obstacle !== undefined) return drop(obstacle);
  const plan = candidate.phase === 'implementation' ? record?.plan : undefined;
  const isChanged = isPlanOutdated({ plan }, deps.ids.hashOf(ticketText(ticket)));
  const isOutdated = isChanged || isPlanOfOther(plan, mapping);
  if (plan?.approval !== undefined && isOutdated && mapping.planningEnabled) {
    await tellOutdated(deps, candidate, plan);
    return drop(isChanged ? 'the ticket changed since it was planned' : 'it was planned for another repository');
  }
  const planningContext = isOutdated ? undefined : plan?.approval?.text;
  const related = await relatedTo(tracker, candidate.ticketId);
  const round = 1 + (record?.pastPrUrls?.length ?? 0);
  const refused = candidate.phase === 'planning' ? record?.plan?.refusal : undefined;
  return { verdict: 'admit', ticket, round, related, planningContext, refused, followUp: undefined };
}

/** What stands around a ticket helps, and is no condition: a refusal counts as nothing. */
async function relatedTo(tracker: Pick<Tracker, 'related'>, ticketId: string): Promise<RelatedTickets> {
  try {
    return await tracker.related(ticketId);
  } catch (error) {
    if (error instanceof ServiceRefusal) return { siblings: [], dependencies: [] };
    throw error;
  }
}

interface Checked {
  candidate: Candidate;
  mapping: ProjectMapping;
  record: TicketRecord | undefined;
  ticket: Ticket;
}

/** Why it may not start. What is next on the record goes on with what began; anything else is due by its markers. */
function obstacleTo({ candidate, mapping, record, ticket }: Checked): string | undefined {
  const isContinuing = record?.next?.runId === candidate.runId;
  const why = ineligibility(ticket, { isContinuing, isExplicit: candidate.isExplicit === true });
  if (why !== undefined) return `the ticket is not eligible (${why})`;
  if (!isContinuing && !covers(mapping, ticket)) return 'the ticket has left the scope of the mapping';
  const isDue = isContinuing || phaseDue(record, ticket, mapping) === candidate.phase;
  return isDue ? undefined : `the ticket is not due for ${candidate.phase}`;
}

/** advance-run has it planned anew. */
async function tellOutdated(deps: DispatchRunDeps, { tracker, ticketId }: Candidate, plan: TicketPlan): Promise<void> {
  const seenAt = deps.clock.now();
  await deps.lifecycle.send({ type: 'PlanOutdated', tracker, ticketId, runId: plan.runId, seenAt });
}

/** Work from our own table is wanted while it is the ticket's next; new work while the ticket neither runs nor is done. */
function isWanted(candidate: Candidate, record: TicketRecord | undefined): boolean {
  if (record?.next !== undefined) return record.next.runId === candidate.runId;
  if (candidate.attempt > 1 || candidate.isExplicit === true) return false;
  return !['planning', 'implementing', 'pr_ready', 'merged', 'closed', 'parked'].includes(record?.status ?? 'ready');
}

function drop(reason: string): CheckedCandidate {
  return { verdict: 'drop', reason, isTold: true };
}
