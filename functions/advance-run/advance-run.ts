import type { LifecycleEvent, Timer } from '../../shared/contract/events.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { checkRun } from './check-run.ts';
import { offerNext } from './offer-next.ts';
import { settleRun } from './settle-run.ts';
import { showTicket } from './show-ticket.ts';

/**
 * Consumes one lifecycle event. An event only says where to look: each handler reads the records as they are now, does what is
 * missing, and may be repeated.
 */
export async function advanceRun(deps: AdvanceRunDeps, event: LifecycleEvent): Promise<string> {
  switch (event.type) {
    case 'TimerDue':
      return onTimer(deps, event.timer);
    // Not needed by most messages, so loaded with the first such event: what is loaded at every start is bounded.
    case 'PlanApproved':
      return (await import('./review-plan.ts')).reviewPlan(deps, event);
    case 'PlanOutdated':
      return (await import('./replan.ts')).replan(deps, event);
    default:
      return settleRun(deps, event.runId, { isNews: true });
  }
}

async function onTimer(deps: AdvanceRunDeps, timer: Timer): Promise<string> {
  switch (timer.kind) {
    case 'check-run':
      return checkRun(deps, timer.runId ?? '');
    case 'show-ticket':
      return showTicket(deps, timer, { isReminder: true });
    case 'offer-next':
      return offerNext(deps, timer);
  }
}
