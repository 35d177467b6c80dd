import type { ProjectMapping } from './mapping.ts';
import { isPlanShown } from './outbox.ts';
import type { PlanApproval, TicketPlan } from './plan.ts';
import type { Ticket } from './ticket.ts';
import type { TicketRecord } from './ticket-record.ts';
import { elapsedMs, type Instant, MINUTE_MS } from './time.ts';

/** A tracker's answer may lag behind our own writes; what it tells sooner than this after one of them says nothing. */
export const TRACKER_LAG_MS = MINUTE_MS / 2;

/** Whether what was read of the ticket at `seenAt` was written after its plan was shown. */
function isSince(record: TicketRecord, seenAt: Instant): boolean {
  return isPlanShown(record) && record.shownAt !== undefined && elapsedMs(record.shownAt, seenAt) >= TRACKER_LAG_MS;
}

/**
 * Whether a person's marker approves the plan that is shown: showing it took off every older one, so that what is seen
 * once the tracker has confirmed that, and has had time to tell, was put there for this plan.
 */
export function isApprovalSeen(record: TicketRecord, { markers }: Pick<Ticket, 'markers'>, seenAt: Instant): boolean {
  return isSince(record, seenAt) && markers.includes('plan_approved');
}

/** Whether a person took the plan's marker off, which asks for another plan. */
export function isPlanRejected(record: TicketRecord, { markers }: Pick<Ticket, 'markers'>, seenAt: Instant): boolean {
  return isSince(record, seenAt) && !markers.includes('plan_complete');
}

/**
 * What a ticket that neither runs nor has a next run is due for: with planning on, a plan first, and then what an
 * approved plan says. Undefined while its plan waits for a person.
 */
export function phaseDue(
  record: TicketRecord | undefined,
  { markers }: Pick<Ticket, 'markers'>,
  { planningEnabled }: Pick<ProjectMapping, 'planningEnabled'>,
): 'planning' | 'implementation' | undefined {
  if (!planningEnabled) return 'implementation';
  if (!markers.includes('plan_complete')) return 'planning';
  if (record?.status === 'awaiting_approval') return undefined;
  return record?.plan?.approval === undefined ? 'planning' : 'implementation';
}

/** The same without a look at the ticket, for an explicit retry: whoever asks for it wants to go on. */
export function phaseToRetry(
  record: Pick<TicketRecord, 'plan'>,
  { planningEnabled }: Pick<ProjectMapping, 'planningEnabled'>,
): 'planning' | 'implementation' {
  return planningEnabled && record.plan?.approval === undefined ? 'planning' : 'implementation';
}

/** Whether the ticket says something else than its plan was made for. */
export function isPlanOutdated({ plan }: Pick<TicketRecord, 'plan'>, ticketHash: string): boolean {
  return plan !== undefined && plan.ticketHash !== ticketHash;
}

/** The plan is approved, and its implementation comes next. */
export function approvePlan(record: TicketRecord, approval: PlanApproval, isExplicit: boolean): TicketRecord {
  const { plan, mappingId, bucketId } = record;
  if (plan === undefined || mappingId === undefined || bucketId === undefined) return record;
  const work = { runId: approval.runId, phase: 'implementation', mappingId, bucketId, attempt: 1 } as const;
  return {
    ...record,
    status: 'plan_complete',
    plan: { ...plan, approval },
    next: { ...work, notBefore: approval.at, ...(isExplicit ? { isExplicit } : {}) },
    waiting: undefined,
  };
}

/** A ticket that is planned anew has no approved plan, whatever becomes of the new one. */
export function withoutApproval<P extends TicketPlan | undefined>(plan: P): P {
  if (plan?.approval === undefined) return plan;
  const { approval: _, ...old } = plan;
  return old as P;
}
