import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { type PlanSection, planCommentName, planText } from '../../shared/domain/plan.ts';
import type { TrackerName } from '../../shared/domain/ticket.ts';
import { isPlanShown, type TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { AdminDeps } from './admin-deps.ts';

type ShownOn = Awaited<ReturnType<NonNullable<AdminDeps['trackers'][TrackerName]>>>;

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
  if (record.plan === undefined || !isPlanShown(record))
    throw new AppError('nothing_to_approve', 'no plan of this ticket waits for approval');
  const named = record.plan.keys.map((key) => ({ key, commentId: deps.ids.uuidFrom(planCommentName(record, key)) }));
  const ids = named.map(({ commentId }) => commentId);
  const comments = await onTracker(deps, record, (tracker) => tracker.ourComments(record.ticketId, ids));
  const sections = named.flatMap(({ key, commentId }) => {
    const found = comments.find((comment) => comment.commentId === commentId);
    return found === undefined ? [] : [{ key, body: found.body }];
  });
  return { planHash: deps.ids.hashOf(planText(sections)), sections };
}

/** Asks the ticket's tracker, which may be out of reach. */
export async function onTracker<T>(
  deps: Pick<AdminDeps, 'trackers'>,
  { tracker: name }: Pick<TicketRecord, 'tracker'>,
  ask: (tracker: ShownOn) => Promise<T>,
): Promise<T> {
  const tracker = deps.trackers[name];
  if (tracker === undefined) throw new AppError('not_found', `there is no tracker ${name}`);
  try {
    return await ask(await tracker());
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    throw new AppError('tracker_unavailable', `${name} cannot answer now; try again in a minute`);
  }
}
