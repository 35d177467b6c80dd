import type { Secrets } from '../ports/secrets.ts';
import type { GitHubEnv } from './github-app.ts';
import { openPullRequestHost } from './pull-requests.ts';
import { openRepositoryLooks } from './repository-looks.ts';
import type { Table } from './table.ts';
import { openWebhookDeliveries } from './webhook-deliveries.ts';

/** Pull requests, repositories, and our webhook's deliveries, as our GitHub App sees them. */
export function openGitHubPorts(env: GitHubEnv, table: Table, secrets: Secrets) {
  return {
    host: openPullRequestHost(env, secrets),
    repositories: openRepositoryLooks(env, secrets),
    ...openWebhookDeliveries(env, table, secrets),
  };
}
