import type { Candidate } from '../../shared/contract/events.ts';

/** The offer of a first implementation run of `aTicket()`. */
export function aCandidate(overrides: Partial<Candidate> = {}): Candidate {
  return {
    tracker: 'linear',
    ticketId: '7f9c2a44-0000-4000-8000-000000000001',
    runId: '01KE6XAAAA0000000000000001',
    phase: 'implementation',
    mappingId: '01KE6XMMMM0000000000000001',
    attempt: 1,
    offeredAt: '2026-01-05T09:00:00.000Z',
    ...overrides,
  };
}
