/**
 * Every HTTP route and the function that serves it. The stack builds the API from this list, so that a route cannot
 * exist in one place only.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY';
  path: string;
  functionName: 'equip-runner' | 'runner-callback' | 'sync-templates' | 'github-webhook' | 'comment-trigger' | 'admin';
}

/** Where GitHub delivers. */
export const WEBHOOK_PATH = '/github/webhook';

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/runner/start', functionName: 'equip-runner' },
  { method: 'POST', path: '/runner/github-token', functionName: 'equip-runner' },
  { method: 'POST', path: '/runner/result', functionName: 'runner-callback' },
  { method: 'POST', path: '/runner/progress', functionName: 'runner-callback' },
  { method: 'POST', path: WEBHOOK_PATH, functionName: 'github-webhook' },
  { method: 'POST', path: '/trigger/gap-fill', functionName: 'comment-trigger' },
  { method: 'GET', path: '/api/mappings/{mappingId}/templates', functionName: 'sync-templates' },
  { method: 'POST', path: '/api/mappings/{mappingId}/sync', functionName: 'sync-templates' },
  { method: 'ANY', path: '/api/{proxy+}', functionName: 'admin' },
  { method: 'GET', path: '/', functionName: 'admin' },
  { method: 'GET', path: '/admin', functionName: 'admin' },
  { method: 'GET', path: '/admin/{proxy+}', functionName: 'admin' },
  { method: 'GET', path: '/health', functionName: 'admin' },
];
