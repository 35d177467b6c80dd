import type { BlockedReason, BlockedTicket } from '../../../shared/contract/blocked-ticket.ts';
import { limitOf, limitWords } from '../../../shared/domain/model-limits.ts';
import { isPlanReadable } from '../../../shared/domain/outbox.ts';
import { dayOf, spendingOf } from '../../../shared/domain/spending.ts';
import type { NextRun, TicketRecord, TicketStatus } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentSpending } from '../spending/present-spending.ts';
import { isParked, retryPhase } from './retry-phase.ts';

export interface BlockedDeps {
  spending: Pick<AdminDeps['spending'], 'read'>;
  mappings: Pick<AdminDeps['mappings'], 'read'>;
}

type Why = Pick<BlockedTicket, 'reason' | 'detail'>;

/** Why a ticket does not run, and what can be done about it; undefined where it runs, or is done. */
export async function blockedTicket(
  deps: BlockedDeps,
  record: TicketRecord,
  now: Instant,
): Promise<BlockedTicket | undefined> {
  const why = whyNotRunning(record);
  if (why === undefined) return undefined;
  const budget = why.reason === 'budget_spent' ? await budgetOf(deps, record, now) : undefined;
  return { ...present(record, why), ...(budget && { budget }) };
}

/** The budget that holds it, as it is now; of a day, that of today. */
async function budgetOf(deps: BlockedDeps, record: TicketRecord, now: Instant): Promise<BlockedTicket['budget']> {
  const { mappingId = '', budget } = record.waiting ?? {};
  const mapping = await deps.mappings.read(mappingId);
  if (mapping === undefined || budget === undefined) return undefined;
  const { of } = budget;
  const day = dayOf(now);
  const spending = await deps.spending.read(spendingOf(record, mappingId, { of, day }));
  const limitUsd = of === 'ticket' ? mapping.budgetUsdPerTicket : mapping.budgetUsdPerDay;
  return { of, mappingId, day, ...presentSpending(spending, limitUsd) };
}

function whyNotRunning(record: TicketRecord): Why | undefined {
  if (isParked(record)) return { reason: 'parked', detail: record.failureReason ?? 'Too many failures in a row.' };
  // A next run stands on the record until it is admitted, so that a record with one has none in flight.
  if (record.next !== undefined) return record.waiting ?? whyNext(record.next);
  if (record.status === 'planning' || record.status === 'implementing') return undefined;
  return record.waiting ?? whyByStatus(record);
}

function whyNext(next: NextRun): Why {
  const { phase, attempt, notBefore } = next;
  if (next.isQuotaWait === true) return { reason: 'model_limit', detail: limitWords(limitOf(next)) };
  return { reason: 'next_run', detail: `Attempt ${attempt} of ${phase} is due at ${notBefore}.` };
}

const BY_STATUS: Partial<Record<TicketStatus, { reason: BlockedReason; detail: string }>> = {
  awaiting_approval: { reason: 'awaiting_approval', detail: 'The plan waits for approval by a person.' },
  planning_failed: { reason: 'failed', detail: 'Planning failed.' },
  implementation_failed: { reason: 'failed', detail: 'Implementation failed.' },
  cancelled: { reason: 'cancelled', detail: 'The last run was cancelled.' },
};

function whyByStatus(record: TicketRecord): Why | undefined {
  const why = BY_STATUS[record.status];
  return why && { ...why, detail: record.failureReason ?? why.detail };
}

function present(record: TicketRecord, { reason, detail }: Why): BlockedTicket {
  return {
    tracker: record.tracker,
    ticketId: record.ticketId,
    key: record.key,
    title: record.title,
    url: record.url,
    reason,
    detail,
    since: record.updatedAt,
    lastRunId: record.endedRunId ?? record.runId,
    canRetry: !isParked(record) && retryPhase(record) !== undefined,
    canUnpark: isParked(record),
    canCancel: record.next !== undefined,
    canApprove: isPlanReadable(record),
  };
}
