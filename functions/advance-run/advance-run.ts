import type { LifecycleEvent, Timer } from '../../shared/contract/events.ts';
import { inTime, TRACKERS_IN_TIME_MS } from '../../shared/domain/in-time.ts';
import { untilOver } from '../../shared/domain/until-over.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/**
 * Consumes one lifecycle event. An event only says where to look: each handler reads the records as they are now, does what is
 * missing, and may be repeated. A tracker that does not answer keeps one message waiting for a bounded time, all its requests
 * together: what was not asked by then waits for the ticket's timer.
 */
export async function advanceRun(deps: AdvanceRunDeps, event: LifecycleEvent): Promise<string> {
  const limit = deps.timeLimits.after(TRACKERS_IN_TIME_MS);
  const timeLimits = { after: () => ({ over: limit.over, cancel() {} }) };
  try {
    return await advance({ ...deps, timeLimits, trackers: inTime(deps.trackers, limit.over) }, event);
  } finally {
    limit.cancel();
  }
}

/** The same, with no effect after the message's own time. */
export function advanceInTime(deps: AdvanceRunDeps, event: LifecycleEvent, isOver: () => boolean): Promise<string> {
  return advanceRun(untilOver(deps, isOver), event);
}

/** What an event needs is loaded with the first such event: what is loaded at every start is bounded. */
async function advance(deps: AdvanceRunDeps, event: LifecycleEvent): Promise<string> {
  await noteDelivery(deps, event);
  switch (event.type) {
    case 'Audited':
      await deps.audit.add(event.entry);
      return `noted ${event.entry.action}`;
    case 'TimerDue':
      return onTimer(deps, event.timer);
    case 'PlanApproved':
      return (await import('./review-plan.ts')).reviewPlan(deps, event);
    case 'PlanOutdated':
      return (await import('./replan.ts')).replan(deps, event);
    case 'PullRequestCommented':
      return (await import('./follow-ups/take-comment.ts')).takeComment(deps, event);
    case 'ForeignPullRequestCommented':
      return (await import('./follow-ups/answer-foreign.ts')).answerForeign(deps, event);
    case 'PullRequestSpoken':
      return (await import('./follow-ups/take-words.ts')).takeWords(deps, event);
    case 'PullRequestChanged':
      return (await import('./follow-ups/take-change.ts')).takeChange(deps, event);
    case 'WorkflowRunEnded':
      return (await import('./check-ended.ts')).checkEnded(deps, event.runId);
    case 'RepositoryChanged':
    case 'InstallationChanged':
      return (await import('./mappings/look-at-mappings.ts')).lookAtMappings(deps, event);
    case 'TicketChanged':
      return (await import('./look-at-ticket.ts')).lookAtTicket(deps, event);
    case 'TicketNoticed':
      return (await import('./notices/take-notice.ts')).takeNotice(deps, event);
    case 'BudgetSpent':
      return (await import('./tell-budget.ts')).tellBudget(deps, event);
    case 'StopUndone':
      return (await import('./go-on.ts')).goOn(deps, event);
    case 'RunAdmitted':
    case 'RunReported':
    case 'PullRequestOpened':
    case 'RunEnded':
      return (await import('./settle-run.ts')).settleRun(deps, event.runId, { isNews: true });
  }
}

/** That a webhook delivers is for people to see. */
async function noteDelivery({ settings }: AdvanceRunDeps, event: LifecycleEvent): Promise<void> {
  if (event.type === 'TicketNoticed') await settings.noteDelivery(event.tracker, event.heardAt);
  else if ('deliveredAt' in event && event.deliveredAt !== undefined)
    await settings.noteDelivery('github', event.deliveredAt);
}

async function onTimer(deps: AdvanceRunDeps, timer: Timer): Promise<string> {
  switch (timer.kind) {
    case 'check-run':
      return (await import('./check-run.ts')).checkRun(deps, timer.runId ?? '');
    case 'show-ticket':
      return (await import('./show-ticket.ts')).showTicket(deps, timer, { isReminder: true });
    case 'offer-next':
      return (await import('./offer-next.ts')).offerNext(deps, timer);
    case 'offer-follow-up':
      return (await import('./follow-ups/offer-follow-up.ts')).offerFollowUp(deps, timer);
    case 'take-comment':
      return (await import('./follow-ups/take-comment.ts')).takeComment(deps, timer);
    case 'list-moved':
      return (await import('./follow-ups/list-moved.ts')).listMoved(deps, timer);
    case 'read-pull-request':
      return (await import('./follow-ups/take-change.ts')).takeChange(deps, timer);
    case 'look-for-feedback':
      return (await import('./follow-ups/take-feedback.ts')).takeFeedback(deps, timer);
    case 'answer-pull-request':
      return (await import('./follow-ups/answer-pull-request.ts')).answerPullRequest(deps, timer);
    case 'take-notice':
      return (await import('./notices/take-notice.ts')).takeNotice(deps, timer);
    case 'redeliver':
      return (await import('./redeliver.ts')).redeliver(deps);
    case 'sweep-machines':
      return (await import('./sweep-machines.ts')).sweepMachines(deps);
    case 'look-at-mapping':
      return (await import('./mappings/look-at-mapping.ts')).lookAtMapping(deps, timer);
  }
}
