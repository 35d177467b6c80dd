import { isPlanOutdated } from '../../shared/domain/approval.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { isPlanReadable } from '../../shared/domain/outbox.ts';
import { isPlanOfOther, planCommentsOf, type TicketPlan, ticketText } from '../../shared/domain/plan.ts';
import { isBetweenRuns, planAnew, withoutComments } from '../../shared/domain/replanning.ts';
import { phasesFrom } from '../../shared/domain/run.ts';
import type { TicketRef } from '../../shared/domain/ticket.ts';
import { outdatedPlanComment, type WhyAnew } from '../../shared/domain/ticket-comments.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { liftRule } from './lift-rule.ts';
import { offerNext } from './offer-next.ts';
import { readTicket } from './read-ticket.ts';
import { showTicket } from './show-ticket.ts';

/**
 * Has a ticket planned anew whose title or description changed since its plan was made, or whose plan was deleted. The 24-hour rule is lifted for
 * that; a ticket of which a run is live is left alone, since that run works on what it was admitted with.
 */
export async function replan(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const record = await deps.tickets.read(ref);
  if (record?.plan === undefined || !isBetweenRuns(record)) return 'left: there is no plan to make anew';
  if (record.next?.phase === 'planning') return goOn(deps, ref);
  const why = await whyAnew(deps, record, record.plan);
  if (why === undefined) return 'left: the plan fits the ticket, as far as can be read';
  for (const phase of phasesFrom('planning')) {
    if (!(await liftRule(deps, ref, phase))) return 'left: a run of the ticket is live';
  }
  const written = await deps.tickets.write(renewed(deps, record, why));
  if (written.outcome === 'stale') return 'left: the ticket changed';
  return goOn(deps, ref);
}

async function goOn(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const outcome = await offerNext(deps, ref);
  // What it offers may have shown the ticket already; then the reminder of what failed stands.
  await showTicket(deps, ref, { isReminder: true });
  return `planned anew: ${outcome}`;
}

/** Why its plan is of no use any more: the ticket or its repository changed, or somebody deleted every comment of it. */
async function whyAnew(deps: AdvanceRunDeps, record: TicketRecord, plan: TicketPlan): Promise<WhyAnew | undefined> {
  const ticket = await readTicket(deps, record);
  if (ticket === undefined || ticket === 'unreadable') return undefined;
  if (isPlanOutdated(record, deps.ids.hashOf(ticketText(ticket)))) return 'changed';
  if (await isOfOther(deps, record, plan)) return 'moved';
  if (!isPlanReadable(record)) return undefined;
  const ids = planCommentsOf(record, plan, deps.ids.uuidFrom).map(({ commentId }) => commentId);
  try {
    const standing = await deps.trackers[record.tracker]?.ourComments(record.ticketId, ids);
    return standing?.length === 0 ? 'deleted' : undefined;
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof ServiceRefusal) return undefined;
    throw error;
  }
}

/** The mapping may have been changed since, which its plan does not know. */
async function isOfOther(
  { mappings }: Pick<AdvanceRunDeps, 'mappings'>,
  { next, mappingId = '' }: TicketRecord,
  plan: TicketPlan,
): Promise<boolean> {
  const mapping = await mappings.read(next?.mappingId ?? mappingId);
  return mapping !== undefined && isPlanOfOther(plan, mapping);
}

function renewed(deps: AdvanceRunDeps, record: TicketRecord, why: WhyAnew): TicketRecord {
  const at = deps.clock.now();
  const commentId = deps.ids.uuidFrom(`${record.plan?.runId} outdated`);
  const comment = { commentId, body: outdatedPlanComment({ why, version: deps.version }) };
  const anew = planAnew(record, { runId: deps.ids.ulid(), at, comment });
  const plan = why === 'deleted' && anew.plan !== undefined ? withoutComments(anew.plan) : anew.plan;
  return { ...anew, plan, updatedAt: at };
}
