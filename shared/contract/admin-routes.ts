import type { OperationName } from './admin.ts';
import type { Role } from './admin-access.ts';

interface AdminRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: `/api/${string}`;
  /** The least that somebody must be to do it. */
  role: Role;
}

/** Where each operation of the admin API lives, and for whom. Free of schemas, so that the UI's bundle stays small. */
export const ADMIN_ROUTES = {
  readOverview: { method: 'GET', path: '/api/overview', role: 'viewer' },
  listRuns: { method: 'GET', path: '/api/runs', role: 'viewer' },
  readRun: { method: 'GET', path: '/api/runs/{runId}', role: 'viewer' },
  listPullRequests: { method: 'GET', path: '/api/pull-requests', role: 'viewer' },
  listFindings: { method: 'GET', path: '/api/pull-requests/{owner}/{repo}/{number}/findings', role: 'viewer' },
  listBlocked: { method: 'GET', path: '/api/blocked', role: 'viewer' },
  listMappings: { method: 'GET', path: '/api/mappings', role: 'viewer' },
  listAudit: { method: 'GET', path: '/api/audit', role: 'viewer' },
  listDeadLetters: { method: 'GET', path: '/api/dead-letters', role: 'viewer' },
  createMapping: { method: 'POST', path: '/api/mappings', role: 'admin' },
  updateMapping: { method: 'PUT', path: '/api/mappings/{mappingId}', role: 'admin' },
  pauseMapping: { method: 'POST', path: '/api/mappings/{mappingId}/pause', role: 'admin' },
  resumeMapping: { method: 'POST', path: '/api/mappings/{mappingId}/resume', role: 'admin' },
  deleteMapping: { method: 'DELETE', path: '/api/mappings/{mappingId}', role: 'admin' },
  dryRun: { method: 'GET', path: '/api/mappings/{mappingId}/dry-run', role: 'viewer' },
  checkTracker: { method: 'GET', path: '/api/mappings/{mappingId}/tracker', role: 'viewer' },
  readTemplates: { method: 'GET', path: '/api/mappings/{mappingId}/templates', role: 'viewer' },
  syncTemplates: { method: 'POST', path: '/api/mappings/{mappingId}/sync', role: 'admin' },
  cancelRun: { method: 'POST', path: '/api/runs/{runId}/cancel', role: 'operator' },
  cancelTicket: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/cancel', role: 'operator' },
  cancelMapping: { method: 'POST', path: '/api/mappings/{mappingId}/cancel', role: 'operator' },
  stopAll: { method: 'POST', path: '/api/stop', role: 'admin' },
  undoStop: { method: 'DELETE', path: '/api/stop', role: 'admin' },
  readHealth: { method: 'GET', path: '/api/health', role: 'viewer' },
  readTrends: { method: 'GET', path: '/api/trends', role: 'viewer' },
  readSpend: { method: 'GET', path: '/api/spend', role: 'viewer' },
  listSpending: { method: 'GET', path: '/api/spending', role: 'viewer' },
  readTicketSpending: { method: 'GET', path: '/api/tickets/{tracker}/{ticketId}/spending', role: 'viewer' },
  raiseTicketBudget: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/budget', role: 'operator' },
  raiseDayBudget: { method: 'POST', path: '/api/mappings/{mappingId}/budget', role: 'admin' },
  listTickets: { method: 'GET', path: '/api/tickets', role: 'viewer' },
  readTicket: { method: 'GET', path: '/api/tickets/{tracker}/{ticketId}', role: 'viewer' },
  retryTicket: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/retry', role: 'operator' },
  unparkTicket: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/unpark', role: 'operator' },
  readPlan: { method: 'GET', path: '/api/tickets/{tracker}/{ticketId}/plan', role: 'viewer' },
  askAnotherPlan: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/another-plan', role: 'operator' },
  approvePlan: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/approve-plan', role: 'operator' },
  discardDeadLetter: { method: 'POST', path: '/api/dead-letters/{queue}/{messageId}/discard', role: 'operator' },
  replayDeadLetters: { method: 'POST', path: '/api/dead-letters/{queue}/replay', role: 'operator' },
  listAccess: { method: 'GET', path: '/api/access', role: 'admin' },
  createToken: { method: 'POST', path: '/api/access/tokens', role: 'admin' },
  revokeAccess: { method: 'DELETE', path: '/api/access/{accessId}', role: 'admin' },
} as const satisfies Record<OperationName, AdminRoute>;

export const SESSION_PATH = '/api/session';
/** The description of the API, a file among those of the UI. */
export const OPEN_API_PATH = '/api/openapi.json';
export const OPEN_API_FILE = 'openapi.json';
/** Of answers to reads: the server's time, which goes on where nothing else has changed. */
export const SERVER_TIME_HEADER = 'x-server-time';
