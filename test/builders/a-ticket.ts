import type { Ticket } from '../../shared/domain/ticket.ts';

/** A marked Linear ticket that may run. */
export function aTicket(overrides: Partial<Ticket> = {}): Ticket {
  return {
    tracker: 'linear',
    ticketId: '7f9c2a44-0000-4000-8000-000000000001',
    key: 'ENG-1',
    title: 'Add user export',
    description: 'People want to export their users as CSV.',
    url: 'https://linear.test/acme/issue/ENG-1',
    priority: 2,
    createdAt: '2026-01-02T08:00:00.000Z',
    teamKey: 'ENG',
    projectId: null,
    labels: ['AI-Implement'],
    markers: ['trigger'],
    isClosed: false,
    blockedBy: [],
    ...overrides,
  };
}
