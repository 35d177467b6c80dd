import type { Ticket } from '../ticket.ts';
import type { TrackerRules } from './tracker-rules.ts';

/** A team of Linear, optionally narrowed. */
export interface LinearScope {
  tracker: 'linear';
  teamKey: string;
  /** Narrows the team to one project, by its id. */
  linearProjectId?: string | undefined;
  /** Narrows the team to tickets that bear this label. */
  label?: string | undefined;
}

/** Linear counts labels whose names differ in capitals only as one. */
const sameLabel = (one: string | undefined, other: string | undefined) => one?.toLowerCase() === other?.toLowerCase();

export const linearRules: TrackerRules<LinearScope> = {
  label: 'Linear',
  covers: ({ teamKey, linearProjectId, label }, ticket: Ticket) =>
    teamKey === ticket.teamKey &&
    (linearProjectId === undefined || linearProjectId === ticket.projectId) &&
    (label === undefined || ticket.labels.some((borne) => sameLabel(borne, label))),
  narrowness: ({ linearProjectId, label }) => (linearProjectId === undefined ? 0 : 2) + (label === undefined ? 0 : 1),
  isSameScope: (one, other) =>
    one.teamKey === other.teamKey && one.linearProjectId === other.linearProjectId && sameLabel(one.label, other.label),
  // A team has one capacity.
  bucketKeyOf: ({ teamKey }) => teamKey,
  bucketTitleOf: (teamKey) => teamKey,
  words: {
    sameScope: 'the same team, project and label',
    absent: 'this deployment has no Linear; deploy it without LINEAR=off first',
    markAgain: 'put the label `AI-Implement` back on this ticket',
    approve: 'add the label `Plan-Approved` to this ticket',
    closes: (ticketKey) => `Fixes ${ticketKey}`,
  },
};
