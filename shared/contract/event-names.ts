import { commentName, pullRequestName } from '../domain/follow-ups/pull-request-record.ts';
import type { TicketRef } from '../domain/ticket.ts';
import type { LifecycleEvent, Timer } from './events.ts';

/** What a timer is about: the mapping, the run or the pull request, else the ticket, or itself. */
export function timerSubject(timer: Timer): string {
  if (timer.kind === 'look-at-mapping') return timer.mappingId;
  if (!('ticketId' in timer)) return timer.kind;
  const comment = timer.comment === undefined ? '' : ` ${commentName(timer.comment)}`;
  if (timer.pull !== undefined) return `${pullRequestName(timer.pull)}${comment}`;
  return timer.runId ?? `${timer.tracker}#${timer.ticketId}`;
}

/** The event's own identity: its deduplication id, unless it is sent again on purpose. */
export function eventId(event: LifecycleEvent): string {
  if ('arrivalId' in event) return `${event.type}-${event.arrivalId}`;
  if (event.type === 'Audited') return `Audited-${event.entry.entryId}`;
  if ('seenAt' in event) return `${event.type}-${event.runId}-${event.seenAt}`;
  if (event.type !== 'TimerDue') return `${event.type}-${event.runId}`;
  return `TimerDue-${event.timer.kind}-${timerSubject(event.timer)}-${event.timer.dueAt}`;
}

/** Events of one ticket stay in order, and those of what is no ticket's of their own subject. */
export function eventGroup(event: LifecycleEvent): string {
  switch (event.type) {
    // Whoever tells of a workflow run's end knows no more than the run's id.
    case 'WorkflowRunEnded':
      return `run#${event.runId}`;
    case 'RepositoryChanged':
      return `repository#${event.repositoryId}`;
    case 'InstallationChanged':
      return `installation#${event.owner ?? ''}`;
    case 'ForeignPullRequestCommented':
      return pullRequestName(event.pull);
    case 'Audited':
      return 'audit';
    case 'TimerDue':
      return 'ticketId' in event.timer ? ticketGroup(event.timer) : timerSubject(event.timer);
    default:
      return ticketGroup(event);
  }
}

function ticketGroup({ tracker, ticketId }: TicketRef): string {
  return `${tracker}#${ticketId}`;
}
