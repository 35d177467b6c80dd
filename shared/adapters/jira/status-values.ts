import type { MarkerChange } from '../../domain/marker-change.ts';
import type { Marker } from '../../domain/ticket.ts';
import type { MarkerStage } from '../../domain/ticket-record.ts';

/** How the stages are shown on Jira: options of the field `AI-Implement Status`, of exactly these names. */
const MARKERS_OF = {
  Ready: ['trigger'],
  Planning: ['trigger', 'working', 'planning'],
  'Awaiting Approval': ['trigger', 'plan_complete'],
  'Plan Approved': ['trigger', 'plan_complete', 'plan_approved'],
  'Planning Failed': [],
  Implementing: ['trigger', 'working'],
  'Implementation Failed': [],
  'PR Ready': ['trigger', 'ready_for_review'],
  Merged: [],
} as const satisfies Record<string, readonly Marker[]>;
export type StatusValue = keyof typeof MARKERS_OF;

export const STATUS_VALUES = Object.keys(MARKERS_OF) as StatusValue[];
/** With these a person asks for a run. */
export const TRIGGER_VALUES: readonly StatusValue[] = ['Ready', 'Plan Approved'];

const VALUE_OF: Record<Exclude<MarkerStage, 'ready' | 'closed' | 'cancelled'>, StatusValue> = {
  planning: 'Planning',
  plan_complete: 'Plan Approved',
  awaiting_approval: 'Awaiting Approval',
  implementing: 'Implementing',
  pr_ready: 'PR Ready',
  following_up: 'Implementing',
  merged: 'Merged',
  planning_failed: 'Planning Failed',
  implementation_failed: 'Implementation Failed',
};

/** Whether the value is one by which we or people speak of a run. */
export function isOurs(value: string | undefined): boolean {
  return STATUS_VALUES.some((name) => name === value);
}

/** What the field's value says, in our words; a value that is not ours says nothing. */
export function markersOf(value: string | undefined): Marker[] {
  const known = STATUS_VALUES.find((name) => name === value);
  return known === undefined ? [] : [...MARKERS_OF[known]];
}

/**
 * The value that a stage wants, given the one that is shown. One value holds less than a set of labels: which phase was
 * cancelled is seen by what is shown; what is `ready`, or whose pull request is closed, only takes back a value that says that we work.
 */
export function valueFor(stage: MarkerStage, shown: string | undefined): string | undefined {
  if (stage === 'ready') return shown === 'Planning' || shown === 'Implementing' ? 'Ready' : shown;
  if (stage === 'closed') return shown === 'Implementing' ? 'PR Ready' : shown;
  if (stage !== 'cancelled') return VALUE_OF[stage];
  const isPlanning = shown === 'Planning' || shown === 'Planning Failed';
  return isPlanning ? 'Planning Failed' : 'Implementation Failed';
}

/**
 * Whether the value is a person's wish for a run, set after we showed one that is none. It waits until the run is over: what
 * approves a plan that nobody could read yet is none.
 */
export function isWishOf({ stage, since }: MarkerChange, shown: string | undefined): boolean {
  if (since === undefined || !isTrigger(shown) || isTrigger(valueFor(since, shown))) return false;
  return stage !== 'awaiting_approval' || shown !== 'Plan Approved';
}

function isTrigger(value: string | undefined): boolean {
  return TRIGGER_VALUES.some((name) => name === value);
}
