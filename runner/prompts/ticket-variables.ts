import type { RelatedTicket, RunContext } from '../../shared/contract/runner.ts';
import type { DataFence } from './data-fence.ts';

/** The variables that `WORKFLOW.md` and `PLANNING.md` may use; texts that others wrote are fenced. */
export function ticketVariables(context: RunContext, fence: DataFence): Record<string, string> {
  const { ticket, followUp, planningContext, relatedTickets } = context;
  return {
    ISSUE_IDENTIFIER: ticket.key,
    ISSUE_ID: ticket.ticketId,
    ISSUE_TITLE: fence.inline(ticket.title),
    ISSUE_DESCRIPTION: fence.block('ticket description', ticket.description),
    PR_NUMBER: followUp === undefined ? '' : String(followUp.pullNumber),
    PLANNING_CONTEXT: planningContext === undefined ? 'There is no plan.' : fence.block('plan', planningContext),
    PARENT: ticketLines(relatedTickets?.parent === undefined ? [] : [relatedTickets.parent], fence),
    SIBLINGS: ticketLines(relatedTickets?.siblings ?? [], fence),
    DEPENDENCIES: ticketLines(relatedTickets?.dependencies ?? [], fence),
  };
}

function ticketLines(tickets: readonly RelatedTicket[], fence: DataFence): string {
  if (tickets.length === 0) return 'None';
  return tickets.map(({ key, title }) => `- ${key}: ${fence.inline(title)}`).join('\n');
}
