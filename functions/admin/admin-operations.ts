import type { AdminOperations } from '../../shared/contract/admin.ts';
import type { AdminDeps } from './admin-deps.ts';

/**
 * The operations of the admin API, each carried out by its use case, which is imported with the first request for it: what is
 * loaded at every start is bounded.
 */
export function adminOperations(deps: AdminDeps): AdminOperations {
  return {
    ...accessOperations(deps),
    ...spendingOperations(deps),
    readOverview: async () => (await import('./overview/read-overview.ts')).readOverview(deps),
    listRuns: async ({ query }) => (await import('./runs/list-runs.ts')).listRuns(deps, query),
    readRun: async ({ params }) => (await import('./runs/read-run.ts')).readRun(deps, params),
    listPullRequests: async () => (await import('./pull-requests/list-pull-requests.ts')).listPullRequests(deps),
    listFindings: async ({ params }) => (await import('./pull-requests/list-findings.ts')).listFindings(deps, params),
    listBlocked: async () => (await import('./tickets/list-blocked.ts')).listBlocked(deps),
    listMappings: async () => (await import('./mappings/list-mappings.ts')).listMappings(deps),
    listAudit: async ({ query }) => (await import('./overview/list-audit.ts')).listAudit(deps, query),
    listDeadLetters: async () => (await import('./overview/list-dead-letters.ts')).listDeadLetters(deps),
    createMapping: async ({ body }) => (await import('./mappings/create-mapping.ts')).createMapping(deps, body),
    updateMapping: async ({ params, body }) =>
      (await import('./mappings/update-mapping.ts')).updateMapping(deps, { ...params, change: body }),
    pauseMapping: async ({ params }) => (await import('./mappings/pause-mapping.ts')).pauseMapping(deps, params),
    resumeMapping: async ({ params }) => (await import('./mappings/resume-mapping.ts')).resumeMapping(deps, params),
    deleteMapping: async ({ params, body }) =>
      (await import('./mappings/delete-mapping.ts')).deleteMapping(deps, { ...params, ...body }),
    dryRun: async ({ params }) => (await import('./mappings/dry-run.ts')).dryRun(deps, params),
    checkTracker: async ({ params }) => (await import('./mappings/check-tracker.ts')).checkTracker(deps, params),
    cancelRun: async ({ params, body }) =>
      (await import('./stops/cancel-run.ts')).cancelRun(deps, { ...params, ...body }),
    cancelTicket: async ({ params, body }) =>
      (await import('./stops/cancel-ticket.ts')).cancelTicket(deps, { ...params, ...body }),
    cancelMapping: async ({ params, body }) =>
      (await import('./stops/cancel-mapping.ts')).cancelMapping(deps, { ...params, ...body }),
    stopAll: async ({ body }) => (await import('./stops/stop-all.ts')).stopAll(deps, body),
    undoStop: async () => (await import('./stops/undo-stop.ts')).undoStop(deps),
    readHealth: async () => (await import('./overview/read-health.ts')).readHealth(deps),
    listTickets: async ({ query }) => (await import('./tickets/list-tickets.ts')).listTickets(deps, query),
    readTicket: async ({ params }) => (await import('./tickets/show-ticket.ts')).showTicket(deps, params),
    retryTicket: async ({ params }) => (await import('./tickets/retry-ticket.ts')).retryTicket(deps, params),
    unparkTicket: async ({ params }) => (await import('./tickets/unpark-ticket.ts')).unparkTicket(deps, params),
    readPlan: async ({ params }) => (await import('./plans/read-plan.ts')).readPlan(deps, params),
    askAnotherPlan: async ({ params, body }) =>
      (await import('./plans/ask-another-plan.ts')).askAnotherPlan(deps, { ...params, ...body }),
    approvePlan: async ({ params, body }) =>
      (await import('./plans/approve-plan.ts')).approvePlan(deps, { ...params, ...body }),
    discardDeadLetter: async ({ params, body }) =>
      (await import('./overview/discard-dead-letter.ts')).discardDeadLetter(deps, { ...params, ...body }),
    replayDeadLetters: async ({ params }) =>
      (await import('./overview/replay-dead-letters.ts')).replayDeadLetters(deps, params),
  };
}

type AccessOperations = Pick<AdminOperations, 'listAccess' | 'createToken' | 'revokeAccess'>;

/** Who and what may ask for any of these. */
function accessOperations(deps: AdminDeps): AccessOperations {
  return {
    listAccess: async () => (await import('./access/list-access.ts')).listAccess(deps),
    createToken: async ({ body }) => (await import('./access/create-token.ts')).createToken(deps, body),
    revokeAccess: async ({ params, body }) =>
      (await import('./access/revoke-access.ts')).revokeAccess(deps, { ...params, ...body }),
  };
}

type SpendingOperations = Pick<
  AdminOperations,
  'readTrends' | 'readSpend' | 'listSpending' | 'readTicketSpending' | 'raiseTicketBudget' | 'raiseDayBudget'
>;

/** What was spent, and what came of it. */
function spendingOperations(deps: AdminDeps): SpendingOperations {
  return {
    readTrends: async ({ query }) => (await import('./spending/read-trends.ts')).readTrends(deps, query),
    readSpend: async ({ query }) => (await import('./spending/read-spend.ts')).readSpend(deps, query),
    listSpending: async ({ query }) => (await import('./spending/list-spending.ts')).listSpending(deps, query),
    readTicketSpending: async ({ params }) =>
      (await import('./spending/read-ticket-spending.ts')).readTicketSpending(deps, params),
    raiseTicketBudget: async ({ params, body }) =>
      (await import('./spending/raise-budget.ts')).raiseTicketBudget(deps, { ...params, ...body }),
    raiseDayBudget: async ({ params, body }) =>
      (await import('./spending/raise-budget.ts')).raiseDayBudget(deps, { ...params, ...body }),
  };
}
