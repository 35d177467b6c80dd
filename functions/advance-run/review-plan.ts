import { approvePlan, isApprovalSeen, isPlanOutdated } from '../../shared/domain/approval.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { isPlanReadable } from '../../shared/domain/outbox.ts';
import {
  type PlanApproval,
  type PlanSection,
  planCommentsOf,
  planText,
  standingSections,
  type TicketPlan,
  ticketText,
} from '../../shared/domain/plan.ts';
import { planningContext } from '../../shared/domain/planning-context.ts';
import { isLive } from '../../shared/domain/run.ts';
import { isUnmarked, type Ticket, type TicketRef } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { liftRule } from './lift-rule.ts';
import { offerNext } from './offer-next.ts';
import { replan } from './replan.ts';
import { showTicket } from './show-ticket.ts';

/**
 * Looks at a plan that somebody seems to have approved, with ticket and plan as they are now: the approval is of the plan
 * as it is read here, and of a plan that still fits its ticket. An event of a plan that is approved already goes on with it.
 */
export async function reviewPlan(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const record = await deps.tickets.read(ref);
  if (record?.plan === undefined) return 'left: there is no plan';
  if (record.plan.approval !== undefined) return goOn(deps, ref);
  if (!isPlanReadable(record)) return 'left: its plan is not shown';
  if (await isRunLive(deps, ref)) return 'left: a run of the ticket is live';
  const seen = await look(deps, record, record.plan);
  if (seen === undefined) return 'left: the ticket cannot be read';
  const by = await approverOf(deps, record, seen);
  if (by === undefined) return 'left: it is not approved';
  const isOutdated = isPlanOutdated(record, deps.ids.hashOf(ticketText(seen.ticket)));
  if (isOutdated || seen.sections.length === 0) return replan(deps, ref);
  // A person's word is an explicit wish; the mapping's is not.
  if (by !== 'mapping' && !(await liftRule(deps, ref, 'implementation'))) return 'left: a run of the ticket is live';
  const written = await deps.tickets.write(approved(deps, record, seen, by));
  if (written.outcome === 'stale') return 'left: the ticket changed';
  return goOn(deps, ref);
}

async function goOn(deps: AdvanceRunDeps, ref: TicketRef): Promise<string> {
  const outcome = await offerNext(deps, ref);
  // What it offers may have shown the ticket already; then the reminder of what failed stands.
  await showTicket(deps, ref, { isReminder: true });
  return `approved: ${outcome}`;
}

/** A planning run that was admitted, and that the record does not tell of yet, would replace the plan. */
async function isRunLive({ dispatchRecords, runs }: AdvanceRunDeps, ref: TicketRef): Promise<boolean> {
  const liveRunId = (await dispatchRecords.read(ref))?.liveRunId;
  const run = liveRunId === undefined ? undefined : await runs.read(liveRunId);
  return liveRunId !== undefined && (run === undefined || isLive(run.status));
}

interface Seen {
  ticket: Ticket;
  sections: PlanSection[];
  /** Set when a person approved the plan on the tracker. */
  approver: string | undefined;
}

/** A tracker that cannot answer now, or refuses to, is asked again when the next poll sees the approval. */
async function look(deps: AdvanceRunDeps, record: TicketRecord, plan: TicketPlan): Promise<Seen | undefined> {
  const tracker = deps.trackers[record.tracker];
  const named = planCommentsOf(record, plan, deps.ids.uuidFrom);
  const askedAt = deps.clock.now();
  try {
    const ticket = await tracker?.read(record.ticketId);
    const ids = named.map(({ commentId }) => commentId);
    const comments = (await tracker?.ourComments(record.ticketId, ids)) ?? [];
    if (ticket === undefined || ticket.isClosed) return undefined;
    const isApproved = isApprovalSeen(record, ticket, askedAt);
    const approver = isApproved ? nameOf(record, await nameAt(tracker, record)) : undefined;
    return { ticket, sections: standingSections(named, comments), approver };
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof ServiceRefusal) return undefined;
    throw error;
  }
}

/** Who it was is told where the tracker tells it, and is no condition: that somebody approved was seen. */
async function nameAt(
  tracker: Pick<Tracker, 'approver'> | undefined,
  { ticketId }: TicketRef,
): Promise<string | undefined> {
  try {
    return await tracker?.approver(ticketId);
  } catch (error) {
    if (error instanceof ServiceRefusal) return undefined;
    throw error;
  }
}

/** People name themselves as they like, so a name is shortened, and never stands alone. */
function nameOf({ tracker }: TicketRecord, name: string | undefined): string {
  const shown =
    name
      ?.replace(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, 80) ?? '';
  return shown === '' ? tracker : `${shown} (${tracker})`;
}

/** Who says so: a person on the tracker, or by now the mapping. */
async function approverOf(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  { approver }: Pick<Seen, 'approver'>,
): Promise<string | undefined> {
  if (approver !== undefined) return approver;
  const mapping = record.mappingId === undefined ? undefined : await deps.mappings.read(record.mappingId);
  return mapping?.autoApprovePlans === true ? 'mapping' : undefined;
}

function approved(deps: AdvanceRunDeps, record: TicketRecord, { ticket, sections }: Seen, by: string): TicketRecord {
  const approval: PlanApproval = {
    planHash: deps.ids.hashOf(planText(sections)),
    text: planningContext(sections.map(({ body }) => body)),
    by,
    at: deps.clock.now(),
    runId: deps.ids.ulid(),
  };
  // A plan that came of a retry in the admin UI is approved on a ticket without the trigger.
  const isExplicit = by !== 'mapping' && isUnmarked(ticket);
  return { ...approvePlan(record, approval, isExplicit), updatedAt: approval.at };
}
