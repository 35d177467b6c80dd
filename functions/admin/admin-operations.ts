import type { AdminOperations } from '../../shared/contract/admin.ts';
import type { AdminDeps } from './admin-deps.ts';
import { approvePlan } from './approve-plan.ts';
import { createMapping } from './create-mapping.ts';
import { deleteMapping } from './delete-mapping.ts';
import { listAudit } from './list-audit.ts';
import { listBlocked } from './list-blocked.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { listMappings } from './list-mappings.ts';
import { listRuns } from './list-runs.ts';
import { pauseMapping } from './pause-mapping.ts';
import { readOverview } from './read-overview.ts';
import { readPlan } from './read-plan.ts';
import { readRun } from './read-run.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';
import { resumeMapping } from './resume-mapping.ts';
import { retryTicket } from './retry-ticket.ts';
import { unparkTicket } from './unpark-ticket.ts';
import { updateMapping } from './update-mapping.ts';

/** The operations of the admin API, each carried out by its use case. */
export function adminOperations(deps: AdminDeps): AdminOperations {
  return {
    readOverview: () => readOverview(deps),
    listRuns: ({ query }) => listRuns(deps, query),
    readRun: ({ params }) => readRun(deps, params),
    listBlocked: () => listBlocked(deps),
    listMappings: () => listMappings(deps),
    listAudit: ({ query }) => listAudit(deps, query),
    listDeadLetters: () => listDeadLetters(deps),
    createMapping: ({ body }) => createMapping(deps, body),
    updateMapping: ({ params, body }) => updateMapping(deps, { ...params, change: body }),
    pauseMapping: ({ params }) => pauseMapping(deps, params),
    resumeMapping: ({ params }) => resumeMapping(deps, params),
    deleteMapping: ({ params }) => deleteMapping(deps, params),
    retryTicket: ({ params }) => retryTicket(deps, params),
    unparkTicket: ({ params }) => unparkTicket(deps, params),
    readPlan: ({ params }) => readPlan(deps, params),
    approvePlan: ({ params, body }) => approvePlan(deps, { ...params, ...body }),
    replayDeadLetters: ({ params }) => replayDeadLetters(deps, params),
  };
}
