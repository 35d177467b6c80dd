import { isBetweenRuns, isPlanOutdated, planAnew } from '../../shared/domain/approval.ts';
import { ticketText } from '../../shared/domain/plan.ts';
import { phasesFrom } from '../../shared/domain/run.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import { outdatedPlanComment } from '../../shared/domain/ticket-comments.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { liftRule } from './lift-rule.ts';
import { offerNext } from './offer-next.ts';
import { readTicket } from './read-ticket.ts';
import { showTicket } from './show-ticket.ts';

/**
 * Has a ticket planned anew whose title or description changed since its plan was made. The 24-hour rule is lifted for
 * that; a ticket of which a run is live is left alone, since that run works on what it was admitted with.
 */
export async function replan(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const record = await deps.tickets.read(ref);
  if (record?.plan === undefined || !isBetweenRuns(record)) return 'left: there is no plan to make anew';
  if (record.next?.phase === 'planning') return goOn(deps, ref);
  const ticket = await readTicket(deps, ref);
  const isRead = ticket !== undefined && ticket !== 'unreadable';
  if (!isRead || !isPlanOutdated(record, deps.ids.hashOf(ticketText(ticket))))
    return 'left: the plan fits the ticket, as far as can be read';
  for (const phase of phasesFrom('planning')) {
    if (!(await liftRule(deps, ref, phase))) return 'left: a run of the ticket is live';
  }
  const written = await deps.tickets.write(renewed(deps, record, record.plan.runId));
  if (written.outcome === 'stale') return 'left: the ticket changed';
  return goOn(deps, ref);
}

async function goOn(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const outcome = await offerNext(deps, ref);
  // What it offers may have shown the ticket already; then the reminder of what failed stands.
  await showTicket(deps, ref, { isReminder: true });
  return `planned anew: ${outcome}`;
}

function renewed(deps: AdvanceRunDeps, record: TicketRecord, plannedBy: string): TicketRecord {
  const at = deps.clock.now();
  const { version } = deps;
  const comment = { commentId: deps.ids.uuidFrom(`${plannedBy} outdated`), body: outdatedPlanComment({ version }) };
  return { ...planAnew(record, { runId: deps.ids.ulid(), at, comment }), updatedAt: at };
}
