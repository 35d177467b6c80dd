import type { BlockedReason, BlockedTicket } from '../shared/contract/blocked-ticket.ts';
import { BLOCKED_WORDS } from '../shared/contract/blocked-words.ts';
import type { PullRequestView } from '../shared/contract/pull-request-views.ts';
import type { RunView, StepView } from '../shared/contract/run-views.ts';
import type { TicketView } from '../shared/contract/ticket-views.ts';
import { phaseName } from './format.ts';

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

/** What a list of runs may be narrowed to. */
export const RUN_STATUS_CHOICES = [
  { value: 'live', label: 'In flight' },
  ...Object.entries(RUN_WORDS).map(([value, { label }]) => ({ value, label })),
];
export const PHASE_CHOICES = ['planning', 'implementation', 'gap-fill'].map((value) => ({
  value,
  label: phaseName(value),
}));

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

const REASON_TONES: Record<BlockedReason, Tone> = {
  no_mapping: 'bad',
  ambiguous_mapping: 'bad',
  paused: 'quiet',
  suspended: 'bad',
  blocked_by: 'quiet',
  at_capacity: 'wait',
  dispatched_recently: 'quiet',
  parked: 'bad',
  awaiting_approval: 'wait',
  back_off: 'wait',
  model_limit: 'wait',
  budget_spent: 'bad',
  trigger_removal_pending: 'wait',
  not_admitted: 'wait',
  pull_request_open: 'wait',
  stale_label: 'wait',
  failed: 'bad',
  cancelled: 'quiet',
  next_run: 'wait',
};

const TICKET_WORDS: Record<TicketView['status'], { label: string; tone: Tone }> = {
  ready: { label: 'Waits', tone: 'wait' },
  planning: { label: 'Planning', tone: 'live' },
  plan_complete: { label: 'Plan complete', tone: 'wait' },
  awaiting_approval: { label: 'Awaiting approval', tone: 'wait' },
  planning_failed: { label: 'Planning failed', tone: 'bad' },
  implementing: { label: 'Implementing', tone: 'live' },
  implementation_failed: { label: 'Failed', tone: 'bad' },
  pr_ready: { label: 'In review', tone: 'live' },
  merged: { label: 'Merged', tone: 'good' },
  closed: { label: 'Closed', tone: 'quiet' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  parked: { label: 'Parked', tone: 'bad' },
};

/** What a list of tickets may be narrowed to. */
export const TICKET_STATUS_CHOICES = Object.entries(TICKET_WORDS).map(([value, { label }]) => ({ value, label }));

/** How a ticket stands: why it does not run, in the words of the page Blocked, else what goes on. */
export function wordsOfTicket({
  status,
  blocked,
}: {
  status: TicketView['status'];
  blocked?: Pick<BlockedTicket, 'reason'> | undefined;
}): { label: string; tone: Tone } {
  return blocked === undefined ? TICKET_WORDS[status] : reasonWords(blocked.reason);
}

/** How a reason why a ticket does not run is shown. */
export const reasonWords = (reason: BlockedReason): { label: string; tone: Tone } => ({
  label: BLOCKED_WORDS[reason],
  tone: REASON_TONES[reason],
});
