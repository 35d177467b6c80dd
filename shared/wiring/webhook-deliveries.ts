import { lazyPort } from '../domain/lazy-port.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { RedeliveryStore, WebhookDeliveries } from '../ports/webhook-deliveries.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';
import type { Table } from './table.ts';

/** What became of our webhook's deliveries, and what was asked for again; looked at once in minutes. */
export function openWebhookDeliveries(env: GitHubEnv, { client, name }: Table, secrets: Secrets) {
  return {
    deliveries: lazyPort<WebhookDeliveries>(async () =>
      (await import('../adapters/github/webhook-deliveries.ts')).webhookDeliveries(githubApp(env, secrets)),
    ),
    redeliveries: lazyPort<RedeliveryStore>(async () =>
      (await import('../adapters/dynamodb/redelivery-store.ts')).redeliveryStore(client, name),
    ),
  };
}
