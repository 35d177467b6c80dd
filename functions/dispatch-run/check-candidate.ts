import type { Candidate } from '../../shared/contract/events.ts';
import { isPlanOutdated, phaseDue } from '../../shared/domain/approval.ts';
import { ineligibility } from '../../shared/domain/eligibility.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { bucketIdOf, covers, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { type TicketPlan, ticketText } from '../../shared/domain/plan.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { elapsedMs, MINUTE_MS } from '../../shared/domain/time.ts';
import type { AdmissionRequest } from './admission-request.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/** A candidate older than this that holds no slot is dropped: whatever offered it will offer it again. */
const FRESH_MS = 2 * MINUTE_MS;

export type CheckedCandidate =
  | ({ verdict: 'admit' } & Pick<AdmissionRequest, 'ticket' | 'related' | 'planningContext'>)
  | { verdict: 'drop'; reason: string };

/** Looks at a candidate that has no run yet: is it fresh, still wanted by our record, and its ticket still eligible? */
export async function checkCandidate(
  deps: DispatchRunDeps,
  candidate: Candidate,
  mapping: ProjectMapping,
): Promise<CheckedCandidate> {
  if (await isStale(deps, candidate, mapping)) return drop('the candidate is older than two minutes');
  const record = await deps.tickets.read(candidate);
  if (!isWanted(candidate, record)) return drop('the ticket has moved on');
  const read = await readTicket(deps, candidate);
  if (read === undefined) return drop('the ticket cannot be read');
  const obstacle = obstacleTo({ candidate, mapping, record, ticket: read.ticket });
  if (obstacle !== undefined) return drop(obstacle);
  const plan = candidate.phase === 'implementation' ? record?.plan : undefined;
  const isOutdated = isPlanOutdated({ plan }, deps.ids.hashOf(ticketText(read.ticket)));
  if (plan?.approval === undefined || (isOutdated && !mapping.planningEnabled))
    return { verdict: 'admit', ...read, planningContext: undefined };
  if (!isOutdated) return { verdict: 'admit', ...read, planningContext: plan.approval.text };
  await tellOutdated(deps, candidate, plan);
  return drop('the ticket changed since it was planned');
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

async function isStale(deps: DispatchRunDeps, candidate: Candidate, mapping: ProjectMapping): Promise<boolean> {
  if (elapsedMs(candidate.offeredAt, deps.clock.now()) <= FRESH_MS) return false;
  const bucket = await deps.buckets.read(bucketIdOf(mapping));
  return bucket?.slots[candidate.ticketId]?.runId !== candidate.runId;
}

/** Work from our own table is wanted while it is the ticket's next; new work while the ticket neither runs nor is done. */
function isWanted(candidate: Candidate, record: TicketRecord | undefined): boolean {
  if (record?.next !== undefined) return record.next.runId === candidate.runId;
  if (candidate.attempt > 1 || candidate.isExplicit === true) return false;
  return !['planning', 'implementing', 'pr_ready', 'merged', 'parked'].includes(record?.status ?? 'ready');
}

async function readTicket(
  deps: DispatchRunDeps,
  { tracker: name, ticketId }: Candidate,
): Promise<Pick<AdmissionRequest, 'ticket' | 'related'> | undefined> {
  const tracker = deps.trackers[name];
  try {
    const ticket = await tracker?.read(ticketId);
    if (tracker === undefined || ticket === undefined) return undefined;
    return { ticket, related: await tracker.related(ticketId) };
  } catch (error) {
    if (error instanceof ServiceUnavailable) return undefined;
    throw error;
  }
}

function drop(reason: string): CheckedCandidate {
  return { verdict: 'drop', reason };
}
