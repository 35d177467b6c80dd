import type { BlockedReason } from '../shared/contract/blocked-ticket.ts';
import type { PullRequestView } from '../shared/contract/pull-request-views.ts';
import type { RunView, StepView } from '../shared/contract/run-views.ts';

/** The colours of the UI: what needs nobody, what goes on, what went well, what waits, what failed. */
export type Tone = 'quiet' | 'live' | 'good' | 'wait' | 'bad';

const RUN_WORDS: Record<RunView['status'], { label: string; tone: Tone }> = {
  reserved: { label: 'Starting', tone: 'wait' },
  dispatched: { label: 'Dispatched', tone: 'wait' },
  running: { label: 'Running', tone: 'live' },
  succeeded: { label: 'Succeeded', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  timed_out: { label: 'Timed out', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
};

/** How a run fares; one that works may wait for a machine. */
export function wordsOfRun({ status, isQueued }: Pick<RunView, 'status' | 'isQueued'>): { label: string; tone: Tone } {
  return isQueued === true ? { label: 'Waits for a machine', tone: 'wait' } : RUN_WORDS[status];
}

/** How a pull request stands; a draft is open too. */
export function wordsOfPullRequest({ state, isDraft }: Pick<PullRequestView, 'state' | 'isDraft'>): {
  label: string;
  tone: Tone;
} {
  if (state === 'open') return isDraft === true ? { label: 'Draft', tone: 'wait' } : { label: 'Open', tone: 'live' };
  return state === 'merged' ? { label: 'Merged', tone: 'good' } : { label: 'Closed', tone: 'quiet' };
}

export const STEP_TONES: Record<StepView['status'], Tone> = {
  running: 'live',
  succeeded: 'good',
  failed: 'bad',
  skipped: 'quiet',
};

export const REASON_WORDS: Record<BlockedReason, { label: string; tone: Tone }> = {
  no_mapping: { label: 'No mapping', tone: 'bad' },
  ambiguous_mapping: { label: 'Ambiguous mapping', tone: 'bad' },
  paused: { label: 'Mapping paused', tone: 'quiet' },
  suspended: { label: 'Mapping suspended', tone: 'bad' },
  blocked_by: { label: 'Blocked by a ticket', tone: 'quiet' },
  at_capacity: { label: 'At capacity', tone: 'wait' },
  dispatched_recently: { label: 'Dispatched recently', tone: 'quiet' },
  parked: { label: 'Parked', tone: 'bad' },
  awaiting_approval: { label: 'Awaiting approval', tone: 'wait' },
  back_off: { label: 'Next attempt due', tone: 'wait' },
  model_limit: { label: 'Usage limit of the model', tone: 'wait' },
  trigger_removal_pending: { label: 'Removing the trigger', tone: 'wait' },
  not_admitted: { label: 'Could not be admitted', tone: 'wait' },
  pull_request_open: { label: 'Pull request is open', tone: 'wait' },
  stale_label: { label: 'Left-over label', tone: 'wait' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  next_run: { label: 'Next run due', tone: 'wait' },
};
