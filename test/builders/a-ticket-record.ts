import type { TicketRecord } from '../../shared/domain/ticket-record.ts';

/** The record of `aTicket()`, never written (version 0), with nothing to show. */
export function aTicketRecord(overrides: Partial<TicketRecord> = {}): TicketRecord {
  return {
    tracker: 'linear',
    ticketId: '7f9c2a44-0000-4000-8000-000000000001',
    key: 'ENG-1',
    title: 'Add user export',
    url: 'https://linear.test/acme/issue/ENG-1',
    status: 'ready',
    dispatchedAt: {},
    failuresInARow: {},
    comments: [],
    shownStage: 'ready',
    showFailures: 0,
    version: 0,
    createdAt: '2026-01-05T09:00:00.000Z',
    updatedAt: '2026-01-05T09:00:00.000Z',
    ...overrides,
  };
}
