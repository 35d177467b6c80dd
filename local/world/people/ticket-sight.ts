import type { Vendors } from '../vendors/vendors.ts';

type Simulated = Pick<Vendors, 'linear' | 'jira'>;

/** What people see of a simulated ticket, on whichever tracker it lives. */
export interface TicketSight {
  tracker: 'linear' | 'jira';
  ticketId: string;
  /** Linear: its labels; Jira: the value of `AI-Implement Status`, if it has one. */
  shown: string[];
  /** As text. */
  comments: string[];
}

/** Throws where there is no such ticket. */
export function sightOf({ linear, jira }: Simulated, key: string): TicketSight {
  if (jira?.keys().includes(key)) {
    const marker = jira.markerOf(key);
    return {
      ...{ tracker: 'jira', ticketId: jira.idOf(key) },
      shown: marker === undefined ? [] : [marker],
      comments: jira.commentsOf(key).map(({ text }) => text),
    };
  }
  if (linear === undefined) throw new Error(`there is no simulated ticket ${key}`);
  return {
    ...{ tracker: 'linear', ticketId: linear.idOf(key) },
    shown: linear.labelsOf(key),
    comments: linear.commentsOf(key).map(({ body }) => body),
  };
}

/** All that happened on the simulated trackers, oldest first. */
export function changesOf({ linear, jira }: Simulated): Array<{ at: string; key: string; event: string }> {
  return [...(linear?.changes() ?? []), ...(jira?.changes() ?? [])].sort((a, b) => a.at.localeCompare(b.at));
}
