import type { OperationName } from './admin.ts';

/** Where each operation of the admin API lives. Free of schemas, so that the UI's bundle stays small. */
export const ADMIN_ROUTES = {
  readOverview: { method: 'GET', path: '/api/overview' },
  listRuns: { method: 'GET', path: '/api/runs' },
  readRun: { method: 'GET', path: '/api/runs/{runId}' },
  listPullRequests: { method: 'GET', path: '/api/pull-requests' },
  listFindings: { method: 'GET', path: '/api/pull-requests/{owner}/{repo}/{number}/findings' },
  listBlocked: { method: 'GET', path: '/api/blocked' },
  listMappings: { method: 'GET', path: '/api/mappings' },
  listAudit: { method: 'GET', path: '/api/audit' },
  listDeadLetters: { method: 'GET', path: '/api/dead-letters' },
  createMapping: { method: 'POST', path: '/api/mappings' },
  updateMapping: { method: 'PUT', path: '/api/mappings/{mappingId}' },
  pauseMapping: { method: 'POST', path: '/api/mappings/{mappingId}/pause' },
  resumeMapping: { method: 'POST', path: '/api/mappings/{mappingId}/resume' },
  deleteMapping: { method: 'DELETE', path: '/api/mappings/{mappingId}' },
  dryRun: { method: 'GET', path: '/api/mappings/{mappingId}/dry-run' },
  checkTracker: { method: 'GET', path: '/api/mappings/{mappingId}/tracker' },
  readTemplates: { method: 'GET', path: '/api/mappings/{mappingId}/templates' },
  syncTemplates: { method: 'POST', path: '/api/mappings/{mappingId}/sync' },
  cancelRun: { method: 'POST', path: '/api/runs/{runId}/cancel' },
  cancelTicket: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/cancel' },
  cancelMapping: { method: 'POST', path: '/api/mappings/{mappingId}/cancel' },
  stopAll: { method: 'POST', path: '/api/stop' },
  undoStop: { method: 'DELETE', path: '/api/stop' },
  readHealth: { method: 'GET', path: '/api/health' },
  readSpend: { method: 'GET', path: '/api/spend' },
  listSpending: { method: 'GET', path: '/api/spending' },
  readTicketSpending: { method: 'GET', path: '/api/tickets/{tracker}/{ticketId}/spending' },
  raiseTicketBudget: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/budget' },
  raiseDayBudget: { method: 'POST', path: '/api/mappings/{mappingId}/budget' },
  listTickets: { method: 'GET', path: '/api/tickets' },
  readTicket: { method: 'GET', path: '/api/tickets/{tracker}/{ticketId}' },
  retryTicket: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/retry' },
  unparkTicket: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/unpark' },
  readPlan: { method: 'GET', path: '/api/tickets/{tracker}/{ticketId}/plan' },
  askAnotherPlan: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/another-plan' },
  approvePlan: { method: 'POST', path: '/api/tickets/{tracker}/{ticketId}/approve-plan' },
  discardDeadLetter: { method: 'POST', path: '/api/dead-letters/{queue}/{messageId}/discard' },
  replayDeadLetters: { method: 'POST', path: '/api/dead-letters/{queue}/replay' },
} as const satisfies Record<OperationName, { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: `/api/${string}` }>;

export const SESSION_PATH = '/api/session';
/** The description of the API, a file among those of the UI. */
export const OPEN_API_PATH = '/api/openapi.json';
export const OPEN_API_FILE = 'openapi.json';
/** Of answers to reads: the server's time, which goes on where nothing else has changed. */
export const SERVER_TIME_HEADER = 'x-server-time';
