import type { PlanApproval, TicketPlan } from '../../shared/domain/plan.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { aTicketRecord } from './a-ticket-record.ts';

/** The plan of a planning run, not approved yet. */
export function aPlan(overrides: Partial<TicketPlan> = {}): TicketPlan {
  return {
    runId: '01KE6XPPPP0000000000000001',
    ticketHash: 'hash of the ticket',
    keys: ['architecture', 'test-plan'],
    ...overrides,
  };
}

/** A person's word for `aPlan()`. */
export function anApproval(overrides: Partial<PlanApproval> = {}): PlanApproval {
  return {
    planHash: 'hash of the plan',
    text: '## Plan\n\nDo it.',
    by: 'linear',
    at: '2026-01-05T11:00:00.000Z',
    runId: '01KE6XNNNN0000000000000001',
    ...overrides,
  };
}

/** A ticket whose plan is shown and waits for a person. */
export function anAwaitingRecord(overrides: Partial<TicketRecord> = {}): TicketRecord {
  return aTicketRecord({
    status: 'awaiting_approval',
    mappingId: '01KE6XMMMM0000000000000001',
    bucketId: 'linear#ENG',
    runId: '01KE6XPPPP0000000000000001',
    endedRunId: '01KE6XPPPP0000000000000001',
    plan: aPlan(),
    shownStage: 'awaiting_approval',
    shownAt: '2026-01-05T10:00:00.000Z',
    ...overrides,
  });
}
