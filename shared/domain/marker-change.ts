import type { Marker } from './ticket.ts';
import type { MarkerStage } from './ticket-record.ts';

/** What a tracker is asked to show: set operations, so that repeating one changes nothing. */
export interface MarkerChange {
  /** What it all says, for a tracker that shows one value and not a set of labels. */
  stage: MarkerStage;
  add: readonly Marker[];
  remove: readonly Marker[];
  /** Moves the ticket to its team's "In Progress" if it is still in triage, backlog or unstarted. */
  isInProgress: boolean;
}

const AI_MARKERS: readonly Marker[] = ['trigger', 'working', 'planning'];

/** The marker table of the product, as data; what is `ready` lost no trigger. */
export const MARKER_CHANGES: Record<MarkerStage, MarkerChange> = {
  ready: { stage: 'ready', add: [], remove: ['working', 'planning'], isInProgress: false },
  planning: {
    stage: 'planning',
    add: ['working', 'planning'],
    remove: ['plan_complete', 'plan_approved'],
    isInProgress: true,
  },
  plan_complete: {
    stage: 'plan_complete',
    add: ['plan_complete'],
    remove: ['planning', 'working'],
    isInProgress: false,
  },
  awaiting_approval: {
    stage: 'awaiting_approval',
    add: ['plan_complete'],
    remove: ['planning', 'working'],
    isInProgress: false,
  },
  implementing: { stage: 'implementing', add: ['working'], remove: [], isInProgress: true },
  pr_ready: { stage: 'pr_ready', add: ['ready_for_review'], remove: ['working'], isInProgress: false },
  planning_failed: { stage: 'planning_failed', add: [], remove: AI_MARKERS, isInProgress: false },
  implementation_failed: { stage: 'implementation_failed', add: [], remove: AI_MARKERS, isInProgress: false },
  cancelled: { stage: 'cancelled', add: [], remove: AI_MARKERS, isInProgress: false },
};
