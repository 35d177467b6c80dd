import { approvePlan as approve, isPlanOutdated } from '../../../shared/domain/approval.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { ticketText } from '../../../shared/domain/plan.ts';
import { planningContext } from '../../../shared/domain/planning-context.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { askTracker } from '../mappings/ask-tracker.ts';
import { readTicket } from '../tickets/read-ticket.ts';
import { refuseWhileLive, runIsLive } from '../tickets/run-again.ts';
import { readShownPlan, type ShownPlan } from './shown-plan.ts';

type Deps = Pick<
  AdminDeps,
  'tickets' | 'trackers' | 'runs' | 'dispatchRecords' | 'timers' | 'lifecycle' | 'caller' | 'clock' | 'ids'
>;

/**
 * Approves the plan that the admin saw, and no other: refused when the plan's comments or the ticket changed since. The
 * same approval twice is one. advance-run then offers the implementation, and notes the approval in the audit log.
 */
export async function approvePlan(deps: Deps, input: TicketRef & { planHash: string }): Promise<{ runId: string }> {
  const record = await readTicket(deps, input);
  const { approval } = record.plan ?? {};
  if (approval?.planHash === input.planHash) return announce(deps, record, approval.runId);
  const dispatched = await refuseWhileLive(deps, record);
  const shown = await readShownPlan(deps, record);
  await refuseOutdated(deps, record);
  if (shown.sections.length === 0) throw await planAnew(deps, record, "the plan's comments were deleted");
  if (shown.planHash !== input.planHash)
    throw new AppError('plan_changed', 'the plan changed since it was shown here; look at it again');
  // A person's wish, so that the 24-hour rule does not hold what is approved.
  const lifted = await deps.dispatchRecords.lift(record, 'implementation', dispatched.implementation?.runId);
  if (lifted !== 'lifted') throw runIsLive();
  return approveShown(deps, record, shown);
}

async function refuseOutdated(deps: Deps, record: TicketRecord): Promise<void> {
  const ticket = await askTracker(deps, record.tracker, (tracker) => tracker.read(record.ticketId));
  if (ticket === undefined || ticket.isClosed) throw new AppError('nothing_to_approve', 'the ticket is closed or gone');
  if (!isPlanOutdated(record, deps.ids.hashOf(ticketText(ticket)))) return;
  throw await planAnew(deps, record, 'the ticket changed since it was planned');
}

/** advance-run looks for itself, and has it planned anew. */
async function planAnew(deps: Deps, record: TicketRecord, why: string): Promise<AppError> {
  await deps.lifecycle.send({ type: 'PlanOutdated', ...aboutPlan(deps, record) });
  return new AppError('plan_outdated', `${why}; it is planned anew`);
}

/** First the timer: one that finds nothing to do does no harm, and an approval is never left without one. */
async function approveShown(deps: Deps, record: TicketRecord, shown: ShownPlan): Promise<{ runId: string }> {
  const { tracker, ticketId } = record;
  const at = deps.clock.now();
  const runId = deps.ids.ulid();
  await deps.timers.set({ kind: 'offer-next', dueAt: plus(at, MINUTE_MS), tracker, ticketId });
  const text = planningContext(shown.sections.map(({ body }) => body));
  const approval = { planHash: shown.planHash, text, by: deps.caller.name, at, runId };
  const written = await deps.tickets.write({ ...approve(record, approval, true), updatedAt: at });
  if (written.outcome === 'stale') throw new AppError('conflicting_change', 'the ticket changed meanwhile; try again');
  return announce(deps, record, runId);
}

async function announce(deps: Deps, record: TicketRecord, runId: string): Promise<{ runId: string }> {
  await deps.lifecycle.send({ type: 'PlanApproved', ...aboutPlan(deps, record) });
  return { runId };
}

function aboutPlan(deps: Deps, { tracker, ticketId, plan }: TicketRecord) {
  return { tracker, ticketId, runId: plan?.runId ?? '', seenAt: deps.clock.now() };
}
