import type { TrackerName } from '../domain/ticket.ts';

/**
 * Every HTTP route and the function that serves it. The stack builds the API from this list, so that a route cannot
 * exist in one place only.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY';
  path: string;
  functionName:
    | 'equip-runner'
    | 'runner-callback'
    | 'sync-templates'
    | 'github-webhook'
    | 'tracker-webhook'
    | 'comment-trigger'
    | 'admin';
}

/** Where GitHub delivers. */
export const WEBHOOK_PATH = '/github/webhook';

/** Where trackers deliver; one that does not is found by polls alone. */
export const TRACKER_WEBHOOK_PATHS = {
  linear: '/linear/webhook',
  jira: '/jira/webhook',
} as const satisfies Partial<Record<TrackerName, string>>;

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/runner/start', functionName: 'equip-runner' },
  { method: 'POST', path: '/runner/github-token', functionName: 'equip-runner' },
  { method: 'POST', path: '/runner/result', functionName: 'runner-callback' },
  { method: 'POST', path: '/runner/progress', functionName: 'runner-callback' },
  { method: 'POST', path: WEBHOOK_PATH, functionName: 'github-webhook' },
  { method: 'POST', path: TRACKER_WEBHOOK_PATHS.linear, functionName: 'tracker-webhook' },
  { method: 'POST', path: TRACKER_WEBHOOK_PATHS.jira, functionName: 'tracker-webhook' },
  { method: 'POST', path: '/trigger/gap-fill', functionName: 'comment-trigger' },
  { method: 'GET', path: '/api/mappings/{mappingId}/templates', functionName: 'sync-templates' },
  { method: 'POST', path: '/api/mappings/{mappingId}/sync', functionName: 'sync-templates' },
  { method: 'ANY', path: '/api/{proxy+}', functionName: 'admin' },
  { method: 'GET', path: '/', functionName: 'admin' },
  { method: 'GET', path: '/admin', functionName: 'admin' },
  { method: 'GET', path: '/admin/{proxy+}', functionName: 'admin' },
  { method: 'GET', path: '/health', functionName: 'admin' },
];
