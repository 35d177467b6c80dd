import type { Instant } from './time.ts';

/** Where tickets live. */
export const TRACKERS = ['linear', 'jira'] as const;
export type TrackerName = (typeof TRACKERS)[number];

/** Identity of a ticket: the tracker's own id, never its key, which changes when a ticket moves. */
export interface TicketRef {
  tracker: TrackerName;
  ticketId: string;
}

/** What a person sees on a ticket, in our words; each tracker's adapter says how it is shown there. */
export type Marker = 'trigger' | 'working' | 'planning' | 'plan_complete' | 'plan_approved' | 'ready_for_review';

/** A ticket as a tracker tells it, normalised. */
export interface Ticket extends TicketRef {
  key: string;
  title: string;
  /** Empty in the poll's listing, which does not fetch it. */
  description: string;
  url: string;
  /** 1 (urgent) to 4 (low); null when the tracker has none. */
  priority: number | null;
  createdAt: Instant;
  /** Linear: the team's key; Jira: the project's key. */
  teamKey: string;
  /** Linear: the project's id; null when it is in none. */
  projectId: string | null;
  /** Jira: the mappings in whose scope the adapter found it, for only Jira can judge a query. */
  mappingIds?: readonly string[] | undefined;
  /** Names of all labels, ours included. */
  labels: string[];
  markers: Marker[];
  /** Jira: whether its field says nothing of ours. Elsewhere the trigger tells. */
  isUnmarked?: boolean | undefined;
  isClosed: boolean;
  /** Keys of the unresolved tickets that block this one. */
  blockedBy: string[];
}

/** Whether a person took the ticket from us. One value says less than labels: a failure's has no trigger, and is ours. */
export function isUnmarked({ markers, isUnmarked: isTold }: Pick<Ticket, 'markers' | 'isUnmarked'>): boolean {
  return isTold ?? !markers.includes('trigger');
}

/** How a ticket is written as one text, for keys and message groups. */
export function ticketName(ref: TicketRef): string {
  return `${ref.tracker}#${ref.ticketId}`;
}
