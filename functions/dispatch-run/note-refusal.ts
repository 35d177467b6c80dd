import type { Candidate } from '../../shared/contract/events.ts';
import { bucketIdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { type Refusal, withRefusal } from '../../shared/domain/offered.ts';
import { isSameBudget } from '../../shared/domain/spending.ts';
import type { SpentBudget } from '../../shared/domain/ticket-record.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

const TRIES = 3;

/**
 * Keeps on the ticket's record that its candidate was looked at and not admitted, and why: people see it, and whoever offers
 * next does not let it stop those behind it. A record that keeps changing is left: its ticket is offered again.
 */
export async function noteRefusal(
  deps: Pick<DispatchRunDeps, 'tickets' | 'lifecycle' | 'clock'>,
  { candidate, mapping }: { candidate: Candidate; mapping: ProjectMapping | undefined },
  refusal: Refusal | undefined,
): Promise<void> {
  // A follow-up stands on the record of its pull request; it says nothing of its ticket.
  if (candidate.phase === 'gap-fill') return;
  const bucketId = mapping && bucketIdOf(mapping);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await deps.tickets.read(candidate);
    if (record === undefined) return;
    if (refusal?.budget !== undefined) await tellSpent(deps, candidate, refusal.budget, record.waiting?.budget);
    const noted = withRefusal(record, { ...candidate, bucketId }, { refusal, at: deps.clock.now() });
    if (noted === undefined || (await deps.tickets.write(noted)).outcome === 'written') return;
  }
}

/** Told before it is noted, so that it is told whatever is cut off; what stands there already was. advance-run tells the ticket. */
async function tellSpent(
  { lifecycle }: Pick<DispatchRunDeps, 'lifecycle'>,
  { tracker, ticketId, runId, mappingId }: Candidate,
  budget: SpentBudget,
  told: SpentBudget | undefined,
): Promise<void> {
  if (told !== undefined && isSameBudget(told, budget)) return;
  await lifecycle.send({ type: 'BudgetSpent', tracker, ticketId, runId, mappingId, budget });
}
