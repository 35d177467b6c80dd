import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import { type GitHubConnection, githubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';
import { GitHubId } from './github-id.ts';

/** All that is needed to be the App that was made of a manifest. */
export interface AppMade {
  appId: string;
  slug: string;
  /** Where accounts install it. */
  installUrl: string;
  privateKey: string;
  webhookSecret: string | undefined;
}

const Made = z.object({
  id: GitHubId,
  slug: z.string().min(1),
  html_url: z.url({ protocol: /^https?$/ }),
  pem: z.string().min(1),
  webhook_secret: z.string().min(1).nullable(),
});

/**
 * Exchanges the code that GitHub handed to the browser, within the hour and once. `refused`: GitHub does not take the code, or the
 * manifest; `unanswered`: it did not answer in time, and may have made the App all the same.
 */
export async function appFromManifest(
  connection: GitHubConnection,
  code: string,
): Promise<{ made: AppMade } | { refused: string } | { unanswered: string }> {
  const client = await githubClient(connection, '');
  try {
    const { data } = await client.request('POST /app-manifests/{code}/conversions', { code });
    const { id, slug, html_url, pem, webhook_secret } = understood(Made, data);
    const installUrl = `${html_url}/installations/new`;
    return { made: { appId: id, slug, installUrl, privateKey: pem, webhookSecret: webhook_secret ?? undefined } };
  } catch (error) {
    const failure = githubFailure(error, Date.now());
    if (failure === undefined) throw error;
    const { status, message, retryAt } = failure;
    const isRefused = retryAt === undefined && status !== undefined && status < 500;
    return isRefused ? { refused: `${status} ${message}` } : { unanswered: message };
  }
}
