import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { lazyPort } from '../../domain/lazy-port.ts';
import type { StopStore } from '../../ports/stop-store.ts';
import { auditLog } from './audit-log.ts';
import { sessionStore } from './session-store.ts';
import { signInThrottle } from './sign-in-throttle.ts';

/** The stores that the admin function has besides those of the orchestration. */
export function adminStores(client: DynamoDBDocumentClient, tableName: string) {
  return {
    sessions: sessionStore(client, tableName),
    throttle: signInThrottle(client, tableName),
    audit: auditLog(client, tableName),
    // Few calls are about a stop.
    stops: lazyPort<StopStore>(async () => (await import('./stop-store.ts')).stopStore(client, tableName)),
  };
}
