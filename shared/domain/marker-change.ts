import { TRACKER_LAG_MS } from './approval.ts';
import type { Marker } from './ticket.ts';
import { type MarkerStage, stageOf, type TicketRecord } from './ticket-record.ts';
import { elapsedMs, type Instant } from './time.ts';

/** What a tracker is asked to show: set operations, so that repeating one changes nothing. */
export interface MarkerChange {
  /** What it all says, for a tracker that shows one value and not a set of labels. */
  stage: MarkerStage;
  add: readonly Marker[];
  remove: readonly Marker[];
  /**
   * The stage that the tracker confirmed before, long enough ago to tell: where one value is all that is shown, another value that
   * asks for a run is a person's, set since, and stays. Absent where nothing can be told.
   */
  since?: MarkerStage;
  /** Moves the ticket to its team's "In Progress" if it is still in triage, backlog or unstarted. */
  isInProgress: boolean;
  /** Moves the ticket to its team's first completed state, unless it is completed, canceled or a duplicate already. */
  isDone?: boolean;
}

const AI_MARKERS: readonly Marker[] = ['trigger', 'working', 'planning'];

/** The marker table of the product, as data; what is `ready` lost no trigger. */
export const MARKER_CHANGES: Record<MarkerStage, MarkerChange> = {
  ready: { stage: 'ready', add: [], remove: ['working', 'planning', 'ready_for_review'], isInProgress: false },
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
  // An approval that stands already when the plan is shown is one of an earlier plan.
  awaiting_approval: {
    stage: 'awaiting_approval',
    add: ['plan_complete'],
    remove: ['planning', 'working', 'plan_approved'],
    isInProgress: false,
  },
  implementing: { stage: 'implementing', add: ['working'], remove: ['planning'], isInProgress: true },
  pr_ready: { stage: 'pr_ready', add: ['ready_for_review'], remove: ['working', 'planning'], isInProgress: false },
  following_up: {
    stage: 'following_up',
    add: ['working', 'ready_for_review'],
    remove: ['planning'],
    isInProgress: false,
  },
  merged: {
    stage: 'merged',
    add: [],
    remove: ['working', 'planning', 'ready_for_review'],
    isInProgress: false,
    isDone: true,
  },
  closed: { stage: 'closed', add: [], remove: [...AI_MARKERS, 'ready_for_review'], isInProgress: false },
  planning_failed: { stage: 'planning_failed', add: [], remove: AI_MARKERS, isInProgress: false },
  implementation_failed: { stage: 'implementation_failed', add: [], remove: AI_MARKERS, isInProgress: false },
  cancelled: { stage: 'cancelled', add: [], remove: AI_MARKERS, isInProgress: false },
};

/** Stages that follow an approved plan, whose own marker may never have been shown while the tracker was out of reach. */
const AFTER_PLAN: readonly MarkerStage[] = ['implementing', 'pr_ready', 'following_up', 'implementation_failed'];

/** What a tracker is to show of the record as it is now, whatever it showed before. */
export function markerChangeOf(
  record: Pick<TicketRecord, 'status' | 'failuresInARow' | 'plan' | 'followUpRunId' | 'prClosedAt' | 'isLeftOpen'>,
): MarkerChange {
  const change = MARKER_CHANGES[stageOf(record)];
  if (record.status === 'ready') return { ...change, remove: MARKER_CHANGES.ready.remove };
  // An open ticket that keeps its trigger would ask for another run.
  if (change.isDone && record.isLeftOpen) return { ...change, remove: [...change.remove, 'trigger'], isDone: false };
  const isPlanned = record.plan?.approval !== undefined && AFTER_PLAN.includes(change.stage);
  return isPlanned ? { ...change, add: [...change.add, 'plan_complete'] } : change;
}

/** The same with what the tracker was last known to show, so that what a person chose since can be told from it. */
export function markerChangeSince(record: TicketRecord, now: Instant): MarkerChange {
  const { shownStage, shownAt } = record;
  const isKnown = shownStage !== 'unknown' && shownAt !== undefined && elapsedMs(shownAt, now) >= TRACKER_LAG_MS;
  return isKnown ? { ...markerChangeOf(record), since: shownStage } : markerChangeOf(record);
}
