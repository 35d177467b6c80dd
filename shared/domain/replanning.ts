import { withoutApproval } from './approval.ts';
import type { PlanRefusal, TicketPlan } from './plan.ts';
import { type TicketRecord, type WantedComment, withComment } from './ticket-record.ts';
import type { Instant } from './time.ts';

/** A plan whose comments were all deleted: nothing of it stands, and the next one stands in others. */
export function withoutComments(plan: TicketPlan): TicketPlan {
  return { ...plan, keys: [], edition: (plan.edition ?? 0) + 1 };
}

/** The plan is outdated: a new one comes next, the markers of the old one go, and a comment says why. */
export function planAnew(
  record: TicketRecord,
  { runId, at, comment }: { runId: string; at: Instant; comment: WantedComment },
): TicketRecord {
  const { plan, mappingId, bucketId, next } = record;
  if (plan === undefined || mappingId === undefined || bucketId === undefined) return record;
  const work = { runId, phase: 'planning', mappingId, bucketId, attempt: 1, notBefore: at } as const;
  const explicit = next?.isExplicit === true ? { isExplicit: true } : {};
  const renewed = {
    ...record,
    status: 'planning' as const,
    plan: withoutApproval(plan),
    next: { ...work, ...explicit },
    waiting: undefined,
  };
  // What an earlier planning showed proves nothing about this one.
  return withComment({ ...renewed, shownStage: 'unknown' }, comment);
}

/** A person wants another plan than the one that waits; until there is one, each run that plans is told what was wrong with this. */
export function planOtherwise(
  record: TicketRecord,
  { refusal, ...anew }: Parameters<typeof planAnew>[1] & { refusal: PlanRefusal },
): TicketRecord {
  const { plan, next, ...renewed } = planAnew(record, anew);
  return { ...renewed, plan: plan && { ...plan, refusal }, next: next && { ...next, isExplicit: true } };
}

/**
 * Whether its plan may be made anew: it waits, or a run of it is due, and none is under way. A failed ticket is planned anew
 * while its plan is approved still: the same news once more finds the approval gone.
 */
export function isBetweenRuns(record: TicketRecord): boolean {
  if (record.next !== undefined || ['ready', 'plan_complete', 'awaiting_approval'].includes(record.status)) return true;
  const isFailed = ['planning_failed', 'implementation_failed', 'cancelled'].includes(record.status);
  return isFailed && record.plan?.approval !== undefined;
}
