import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { AppInstalled, AppRefusal, AppSeen, Sight } from '../../ports/vendor-sights.ts';
import { type AppCredentials, asApp, UnusableKey } from './app-installation.ts';
import { githubFailure } from './github-error.ts';
import { GitHubId } from './github-id.ts';

const Account = z.object({ login: z.string().min(1), type: z.string().optional() });
const Grants = z.object({ permissions: z.record(z.string(), z.string()), events: z.array(z.string()) });
const App = Grants.extend({
  id: GitHubId,
  slug: z.string().min(1),
  name: z.string(),
  owner: Account,
  html_url: z.url({ protocol: /^https?$/ }),
});
const Hook = z.object({
  url: z.string().optional(),
  content_type: z.string().optional(),
  secret: z.string().optional(),
});
const Installations = z.array(
  Grants.extend({
    account: Account.nullable(),
    suspended_at: z.string().nullish(),
    html_url: z.url({ protocol: /^https?$/ }),
  }),
);

/** One page; more accounts than that are of no interest to a look. */
const PAGE = 100;

/** What our GitHub App sees of itself: what it asks for, its webhook, and who installed it. */
export async function seeApp(credentials: AppCredentials, now = Date.now): Promise<Sight<AppSeen, AppRefusal>> {
  try {
    const app = understood(App, (await asApp(credentials, (client) => client.request('GET /app'))).data);
    const hook = understood(Hook, (await asApp(credentials, (client) => client.request('GET /app/hook/config'))).data);
    const listed = await asApp(credentials, (client) => client.request('GET /app/installations', { per_page: PAGE }));
    return { seen: seenOf(app, hook, understood(Installations, listed.data)) };
  } catch (error) {
    return refusalOf(error, now());
  }
}

/**
 * Sets where the App's webhook leads and the secret with which its deliveries are signed; answers why not, in GitHub's words. Whether
 * it is active only the App's page decides.
 */
export async function setHook(
  credentials: AppCredentials,
  change: { url?: string; secret?: string },
): Promise<string | undefined> {
  try {
    // As `data`: a parameter `url` is where Octokit sends the request itself.
    const data = { content_type: 'json', ...change };
    await asApp(credentials, (client) => client.request('PATCH /app/hook/config', { data }));
    return undefined;
  } catch (error) {
    if (error instanceof UnusableKey) return error.message;
    const failure = githubFailure(error, Date.now());
    if (failure === undefined) throw error;
    return failure.message;
  }
}

function seenOf(
  { id, slug, name, owner, html_url, ...grants }: z.infer<typeof App>,
  hook: z.infer<typeof Hook>,
  installations: z.infer<typeof Installations>,
): AppSeen {
  const { origin } = new URL(html_url);
  const place = owner.type === 'Organization' ? `/organizations/${owner.login}` : '';
  return {
    ...{ appId: id, slug, name, owner: owner.login, ...grants },
    settingsUrl: `${origin}${place}/settings/apps/${slug}`,
    installUrl: `${html_url}/installations/new`,
    hook: { url: hook.url, contentType: hook.content_type, hasSecret: (hook.secret ?? '') !== '' },
    installations: installations.map(installedOf),
  };
}

function installedOf(one: z.infer<typeof Installations>[number]): AppInstalled {
  const { account, suspended_at, permissions, events, html_url: url } = one;
  const isSuspended = (suspended_at ?? undefined) !== undefined;
  return { owner: account?.login ?? 'an account', isSuspended, permissions, events, url };
}

function refusalOf(error: unknown, now: number): Sight<AppSeen, AppRefusal> {
  if (error instanceof UnusableKey) return { refused: 'unusable' };
  const failure = githubFailure(error, now);
  if (failure === undefined) throw error;
  const { status, message, retryAt } = failure;
  const isRefused = retryAt === undefined && status !== undefined && [401, 403, 404].includes(status);
  return isRefused ? { refused: 'not_taken' } : { unanswered: status === undefined ? message : `${status} ${message}` };
}
