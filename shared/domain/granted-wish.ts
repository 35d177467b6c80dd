import { withoutApproval } from './approval.ts';
import { type Phase, phasesFrom } from './run.ts';
import type { TicketRecord } from './ticket-record.ts';
import type { Instant } from './time.ts';

/** The record of a failed ticket whose trigger a person put back, for which the 24-hour rule was lifted from this phase on. */
export function withWish(record: TicketRecord, phase: Phase, at: Instant): TicketRecord {
  const lifted = phasesFrom(phase);
  const dispatchedAt = Object.fromEntries(
    Object.entries(record.dispatchedAt).filter(([name]) => !lifted.includes(name as Phase)),
  );
  return {
    ...record,
    status: 'ready',
    plan: phase === 'planning' ? withoutApproval(record.plan) : record.plan,
    dispatchedAt,
    offered: undefined,
    updatedAt: at,
  };
}
