import type { Candidate } from '../../shared/contract/events.ts';
import { ineligibility } from '../../shared/domain/eligibility.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { bucketIdOf, covers, type ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { elapsedMs, MINUTE_MS } from '../../shared/domain/time.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/** A candidate older than this that holds no slot is dropped: whatever offered it will offer it again. */
const FRESH_MS = 2 * MINUTE_MS;

export type CheckedCandidate = { verdict: 'admit'; ticket: Ticket } | { verdict: 'drop'; reason: string };

/** Looks at a candidate that has no run yet: is it fresh, still wanted by our record, and its ticket still eligible? */
export async function checkCandidate(
  deps: DispatchRunDeps,
  candidate: Candidate,
  mapping: ProjectMapping,
): Promise<CheckedCandidate> {
  if (await isStale(deps, candidate, mapping)) return drop('the candidate is older than two minutes');
  const record = await deps.tickets.read(candidate);
  if (!isWanted(candidate, record)) return drop('the ticket has moved on');
  const ticket = await readTicket(deps, candidate);
  if (ticket === undefined) return drop('the ticket cannot be read');
  const isContinuing = candidate.attempt > 1;
  const why = ineligibility(ticket, { isContinuing, isExplicit: candidate.isExplicit === true });
  if (why !== undefined) return drop(`the ticket is not eligible (${why})`);
  if (!isContinuing && !covers(mapping, ticket)) return drop('the ticket has left the scope of the mapping');
  return { verdict: 'admit', ticket };
}

async function isStale(deps: DispatchRunDeps, candidate: Candidate, mapping: ProjectMapping): Promise<boolean> {
  if (elapsedMs(candidate.offeredAt, deps.clock.now()) <= FRESH_MS) return false;
  const bucket = await deps.buckets.read(bucketIdOf(mapping));
  return bucket?.slots[candidate.ticketId]?.runId !== candidate.runId;
}

/** Work from our own table is wanted while it is the ticket's next; new work while the ticket neither runs nor is done. */
function isWanted(candidate: Candidate, record: TicketRecord | undefined): boolean {
  if (candidate.attempt > 1 || candidate.isExplicit === true) return record?.next?.runId === candidate.runId;
  if (record === undefined) return true;
  return (
    record.next === undefined && !['planning', 'implementing', 'pr_ready', 'merged', 'parked'].includes(record.status)
  );
}

async function readTicket(deps: DispatchRunDeps, candidate: Candidate): Promise<Ticket | undefined> {
  try {
    return await deps.trackers[candidate.tracker]?.read(candidate.ticketId);
  } catch (error) {
    if (error instanceof ServiceUnavailable) return undefined;
    throw error;
  }
}

function drop(reason: string): CheckedCandidate {
  return { verdict: 'drop', reason };
}
