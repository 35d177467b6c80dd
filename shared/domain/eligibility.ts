import type { Ticket } from './ticket.ts';

export type Ineligibility = 'closed' | 'not_marked' | 'busy' | 'blocked';

/**
 * Read again just before admission: why a ticket may not start, if it may not. Work that already began (`isContinuing`)
 * bears our own markers and is not held by a new blocker; work that a person asked for needs no trigger.
 */
export function ineligibility(
  ticket: Ticket,
  work: { isContinuing: boolean; isExplicit: boolean },
): Ineligibility | undefined {
  if (ticket.isClosed) return 'closed';
  if (!work.isExplicit && !ticket.markers.includes('trigger')) return 'not_marked';
  if (work.isContinuing || work.isExplicit) return undefined;
  if ((['working', 'planning', 'ready_for_review'] as const).some((m) => ticket.markers.includes(m))) return 'busy';
  return ticket.blockedBy.length > 0 ? 'blocked' : undefined;
}
