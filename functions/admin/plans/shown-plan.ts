import { AppError } from '../../../shared/domain/errors.ts';
import { isPlanReadable } from '../../../shared/domain/outbox.ts';
import { type PlanSection, planCommentsOf, planText, standingSections } from '../../../shared/domain/plan.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { askTracker } from '../mappings/ask-tracker.ts';

/** A plan as it stands on its ticket now, edits of people included. */
export interface ShownPlan {
  planHash: string;
  sections: PlanSection[];
}

/** Reads the plan that waits for approval; refuses when none does. */
export async function readShownPlan(
  deps: Pick<AdminDeps, 'trackers' | 'ids'>,
  record: TicketRecord,
): Promise<ShownPlan> {
  if (record.plan === undefined || !isPlanReadable(record))
    throw new AppError('nothing_to_approve', 'no plan of this ticket waits for approval');
  const named = planCommentsOf(record, record.plan, deps.ids.uuidFrom);
  const ids = named.map(({ commentId }) => commentId);
  const comments = await askTracker(deps, record.tracker, (tracker) => tracker.ourComments(record.ticketId, ids));
  const sections = standingSections(named, comments);
  return { planHash: deps.ids.hashOf(planText(sections)), sections };
}
