import type { AdminOperations } from '../../shared/contract/admin.ts';
import type { AdminDeps } from './admin-deps.ts';

/**
 * The operations of the admin API, each carried out by its use case, which is imported with the first request for it: what is
 * loaded at every start is bounded.
 */
export function adminOperations(deps: AdminDeps): AdminOperations {
  return {
    readOverview: async () => (await import('./read-overview.ts')).readOverview(deps),
    listRuns: async ({ query }) => (await import('./list-runs.ts')).listRuns(deps, query),
    readRun: async ({ params }) => (await import('./read-run.ts')).readRun(deps, params),
    listBlocked: async () => (await import('./list-blocked.ts')).listBlocked(deps),
    listMappings: async () => (await import('./list-mappings.ts')).listMappings(deps),
    listAudit: async ({ query }) => (await import('./list-audit.ts')).listAudit(deps, query),
    listDeadLetters: async () => (await import('./list-dead-letters.ts')).listDeadLetters(deps),
    createMapping: async ({ body }) => (await import('./create-mapping.ts')).createMapping(deps, body),
    updateMapping: async ({ params, body }) =>
      (await import('./update-mapping.ts')).updateMapping(deps, { ...params, change: body }),
    pauseMapping: async ({ params }) => (await import('./pause-mapping.ts')).pauseMapping(deps, params),
    resumeMapping: async ({ params }) => (await import('./resume-mapping.ts')).resumeMapping(deps, params),
    deleteMapping: async ({ params }) => (await import('./delete-mapping.ts')).deleteMapping(deps, params),
    checkTracker: async ({ params }) => (await import('./check-tracker.ts')).checkTracker(deps, params),
    retryTicket: async ({ params }) => (await import('./retry-ticket.ts')).retryTicket(deps, params),
    unparkTicket: async ({ params }) => (await import('./unpark-ticket.ts')).unparkTicket(deps, params),
    readPlan: async ({ params }) => (await import('./read-plan.ts')).readPlan(deps, params),
    approvePlan: async ({ params, body }) =>
      (await import('./approve-plan.ts')).approvePlan(deps, { ...params, ...body }),
    replayDeadLetters: async ({ params }) => (await import('./replay-dead-letters.ts')).replayDeadLetters(deps, params),
  };
}
