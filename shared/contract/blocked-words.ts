import type { BlockedReason } from './blocked-ticket.ts';

/** What people read for the reason why a ticket does not run. */
export const BLOCKED_WORDS: Readonly<Record<BlockedReason, string>> = {
  no_mapping: 'No mapping',
  ambiguous_mapping: 'Ambiguous mapping',
  paused: 'Mapping paused',
  suspended: 'Mapping suspended',
  blocked_by: 'Blocked by a ticket',
  at_capacity: 'At capacity',
  dispatched_recently: 'Dispatched recently',
  parked: 'Parked',
  awaiting_approval: 'Awaiting approval',
  back_off: 'Next attempt due',
  model_limit: 'Usage limit of the model',
  budget_spent: 'Budget is used up',
  trigger_removal_pending: 'Removing the trigger',
  not_admitted: 'Could not be admitted',
  pull_request_open: 'Pull request is open',
  stale_label: 'Left-over label',
  failed: 'Failed',
  cancelled: 'Cancelled',
  next_run: 'Next run due',
};
