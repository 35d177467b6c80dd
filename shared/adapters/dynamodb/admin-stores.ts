import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { lazyPort } from '../../domain/lazy-port.ts';
import type { SignInThrottle } from '../../ports/admin-store.ts';
import type { StopStore } from '../../ports/stop-store.ts';
import { sessionStore } from './session-store.ts';

/** The stores that the admin function has besides those of the orchestration. */
export function adminStores(client: DynamoDBDocumentClient, tableName: string) {
  return {
    sessions: sessionStore(client, tableName),
    // Few calls sign in.
    throttle: lazyPort<SignInThrottle>(async () =>
      (await import('./sign-in-throttle.ts')).signInThrottle(client, tableName),
    ),
    // Few calls are about a stop.
    stops: lazyPort<StopStore>(async () => (await import('./stop-store.ts')).stopStore(client, tableName)),
  };
}
