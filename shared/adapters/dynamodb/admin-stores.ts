import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditLog } from './audit-log.ts';
import { sessionStore } from './session-store.ts';
import { settingsStore } from './settings-store.ts';
import { signInThrottle } from './sign-in-throttle.ts';

/** The stores that the admin function has besides those of the orchestration. */
export function adminStores(client: DynamoDBDocumentClient, tableName: string) {
  return {
    settings: settingsStore(client, tableName),
    sessions: sessionStore(client, tableName),
    throttle: signInThrottle(client, tableName),
    audit: auditLog(client, tableName),
  };
}
