import { sign } from '@octokit/webhooks-methods';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import type { StrippedWorld } from './stripped-world.ts';

/** Brings GitHub's word that a pull request of ours was closed. */
export async function deliverWebhook({ stores, laptop, secrets }: StrippedWorld): Promise<void> {
  const record = aPullRequestRecord();
  await stores.pullRequests.write(record);
  const { owner, repo, number } = record;
  const repository = { full_name: `${owner}/${repo}` };
  const body = JSON.stringify({ action: 'closed', repository, pull_request: { number } });
  await fetch(`${laptop.url}/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': await sign(secrets.githubWebhookSecret, body),
    },
    body,
  });
}
