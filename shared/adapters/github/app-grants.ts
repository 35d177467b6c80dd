import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { AppGrants } from '../../ports/code-host.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { type AppCredentials, asApp } from './app-installation.ts';

const Grants = z.object({ permissions: z.record(z.string(), z.string()), events: z.array(z.string()) });
const Granted = Grants.extend({ html_url: z.url({ protocol: /^https?$/ }) });

/** What the App asks for, and what the owner of a repository granted. Throws as `lookUpInstallation` does. */
export async function readGrants(credentials: AppCredentials, { owner, repo }: RepositoryName): Promise<AppGrants> {
  const asked = await asApp(credentials, (client) => client.request('GET /app'));
  const granted = await asApp(credentials, (client) =>
    client.request('GET /repos/{owner}/{repo}/installation', { owner, repo, request: { redirect: 'error' } }),
  );
  const { html_url: url, ...installation } = understood(Granted, granted.data);
  return { app: understood(Grants, asked.data), installation, url };
}
