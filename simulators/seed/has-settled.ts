import type { TicketSight } from '../people/ticket-sight.ts';
import type { SeededTicket } from './seed.ts';

type End = SeededTicket['end'];

/** Whether people see on the ticket what the seed says they must. */
export function hasSettled({ tracker, shown, comments }: TicketSight, end: End): boolean {
  if (end === 'untouched')
    return comments.length === 0 && !shown.some((marker) => TOUCHED.includes(marker.toLowerCase()));
  const isSaid = comments.some((comment) => comment.includes(SAID[end]));
  return isSaid && IS_SHOWN[tracker](shown, end);
}

/** By these people see that we did something. */
const TOUCHED = ['ai-working', 'ready for review', 'planning', 'implementing', 'pr ready'];

const SAID: Record<Exclude<End, 'untouched'>, string> = {
  pr_ready: 'Pull request',
  awaiting_approval: 'waits for approval',
  planning_failed: 'Planning failed',
  implementation_failed: 'Implementation failed',
};

const VALUES: Record<Exclude<End, 'untouched'>, string> = {
  pr_ready: 'PR Ready',
  awaiting_approval: 'Awaiting Approval',
  planning_failed: 'Planning Failed',
  implementation_failed: 'Implementation Failed',
};

const IS_SHOWN: Record<TicketSight['tracker'], typeof isLabelled> = {
  linear: isLabelled,
  jira: ([value], end) => value === VALUES[end],
};

function isLabelled(labels: readonly string[], end: Exclude<End, 'untouched'>): boolean {
  if (labels.includes('AI-Working')) return false;
  if (end === 'pr_ready') return labels.some((label) => label.toLowerCase() === 'ready for review');
  return end === 'awaiting_approval' ? labels.includes('Plan-Complete') : !labels.includes('AI-Implement');
}
