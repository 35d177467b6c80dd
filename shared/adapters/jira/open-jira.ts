import type { MappingStore } from '../../ports/mapping-store.ts';
import { type JiraOptions, type JiraTracker, jiraTracker } from './jira-tracker.ts';
import { scopesOf } from './scopes.ts';
import type { JiraAuth } from './sign-in.ts';

/** A function's variables for Jira: where it is, and the names of what to sign in with. */
export interface JiraEnv {
  JIRA_SITE_URL: string;
  /** Empty: the token has no scopes, and is taken on the site. */
  JIRA_CLOUD_ID: string;
  JIRA_TOKEN_KIND: 'api' | 'oauth';
  JIRA_EMAIL_PARAMETER: string;
  JIRA_TOKEN_PARAMETER: string;
}

export interface JiraDeps extends Pick<JiraOptions, 'onRefused'> {
  mappings: Pick<MappingStore, 'all'>;
  secrets: (names: string[], options?: { isFresh: boolean }) => Promise<string[]>;
}

/** Jira with the secrets that it is asked with, over the scopes of all mappings. */
export async function openJira(env: JiraEnv, { mappings, secrets, ...rest }: JiraDeps): Promise<JiraTracker> {
  const scopes = async () => scopesOf(await mappings.all());
  return jiraTracker({ siteUrl: env.JIRA_SITE_URL, auth: jiraAuth(env, secrets), scopes, ...rest });
}

export function jiraAuth(env: Omit<JiraEnv, 'JIRA_SITE_URL'>, secrets: JiraDeps['secrets']): JiraAuth {
  const { JIRA_CLOUD_ID: cloudId, JIRA_EMAIL_PARAMETER: email, JIRA_TOKEN_PARAMETER: token } = env;
  const place = cloudId === '' ? {} : { cloudId };
  if (env.JIRA_TOKEN_KIND === 'api') {
    return {
      ...place,
      async header(options) {
        const [name = '', secret = ''] = await secrets([email, token], options);
        return basicHeader(name, secret);
      },
    };
  }
  return { ...place, header: async (options) => `Bearer ${(await secrets([token], options))[0] ?? ''}` };
}

/** The value of `Authorization` for an e-mail and its API token. */
export function basicHeader(email: string, apiToken: string): string {
  return `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
}
