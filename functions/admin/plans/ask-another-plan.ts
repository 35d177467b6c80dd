import { VERSION } from '../../../shared/contract/version.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { planningContext } from '../../../shared/domain/planning-context.ts';
import { planOtherwise } from '../../../shared/domain/replanning.ts';
import { phasesFrom } from '../../../shared/domain/run.ts';
import { type TicketRef, ticketName } from '../../../shared/domain/ticket.ts';
import { otherPlanComment } from '../../../shared/domain/ticket-comments.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readTicket } from '../tickets/read-ticket.ts';
import { refuseWhileLive, runIsLive } from '../tickets/run-again.ts';
import { readShownPlan, type ShownPlan } from './shown-plan.ts';

type Deps = Pick<
  AdminDeps,
  | 'tickets'
  | 'trackers'
  | 'mappings'
  | 'runs'
  | 'dispatchRecords'
  | 'timers'
  | 'lifecycle'
  | 'audit'
  | 'caller'
  | 'clock'
  | 'ids'
>;

/**
 * Has a plan that waits made anew, as the remark says; of the plan that the admin saw, and no other. A person's wish: the 24-hour rule is
 * lifted for it. First the timer, so that what stands on the record is offered whatever becomes of the rest; advance-run shows it.
 */
export async function askAnotherPlan(
  deps: Deps,
  input: TicketRef & { planHash: string; remark: string },
): Promise<{ runId: string }> {
  const record = await readTicket(deps, input);
  const dispatched = await refuseWhileLive(deps, record);
  const shown = await readShownPlan(deps, record);
  if (shown.planHash !== input.planHash)
    throw new AppError('plan_changed', 'the plan changed since it was shown here; look at it again');
  await refuseWithoutPlanning(deps, record);
  for (const phase of phasesFrom('planning')) {
    if ((await deps.dispatchRecords.lift(record, phase, dispatched[phase]?.runId)) !== 'lifted') throw runIsLive();
  }
  const { tracker, ticketId } = record;
  const at = deps.clock.now();
  await deps.timers.set({ kind: 'offer-next', dueAt: plus(at, MINUTE_MS), tracker, ticketId });
  const renewed = otherwise(deps, record, { shown, remark: input.remark });
  const written = await deps.tickets.write(renewed);
  if (written.outcome === 'stale') throw new AppError('conflicting_change', 'the ticket changed meanwhile; try again');
  await deps.lifecycle.send({ type: 'PlanOutdated', tracker, ticketId, runId: record.plan?.runId ?? '', seenAt: at });
  const entry = {
    at,
    actor: deps.caller.name,
    action: 'plan_refused',
    subject: ticketName(record),
    detail: input.remark,
  };
  await deps.audit.add({ ...entry, entryId: deps.ids.ulid() });
  return { runId: renewed.next?.runId ?? '' };
}

async function refuseWithoutPlanning({ mappings }: Pick<Deps, 'mappings'>, { mappingId = '' }: TicketRecord) {
  const mapping = await mappings.read(mappingId);
  if (mapping?.planningEnabled === true) return;
  throw new AppError('nothing_to_retry', 'its project mapping was deleted, or has planning off');
}

function otherwise(deps: Deps, record: TicketRecord, { shown, remark }: { shown: ShownPlan; remark: string }) {
  const [at, runId] = [deps.clock.now(), deps.ids.ulid()];
  const comment = {
    commentId: deps.ids.uuidFrom(`${record.plan?.runId} refused`),
    body: otherPlanComment({ remark, version: VERSION }),
  };
  const text = planningContext(shown.sections.map(({ body }) => body));
  return { ...planOtherwise(record, { runId, at, comment, refusal: { remark, text } }), updatedAt: at };
}
