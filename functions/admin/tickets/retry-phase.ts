import type { Phase } from '../../../shared/domain/run.ts';
import { PARK_AFTER, type TicketRecord } from '../../../shared/domain/ticket-record.ts';

/** The phase that failed, or waits, and that an explicit retry answers; undefined when there is nothing to retry, as with an open pull request. */
export function retryPhase(record: TicketRecord): Phase | undefined {
  if (record.prUrl !== undefined || record.next !== undefined) return undefined;
  switch (record.status) {
    case 'planning_failed':
      return 'planning';
    case 'implementation_failed':
      return 'implementation';
    case 'parked':
      return (record.failuresInARow.planning ?? 0) >= PARK_AFTER ? 'planning' : 'implementation';
    case 'cancelled':
      return record.waiting?.phase ?? 'implementation';
    case 'ready':
    case 'plan_complete':
      return record.waiting?.reason === 'dispatched_recently' ? (record.waiting.phase ?? 'implementation') : undefined;
    default:
      return undefined;
  }
}

export function isParked(record: Pick<TicketRecord, 'status'>): boolean {
  return record.status === 'parked';
}
