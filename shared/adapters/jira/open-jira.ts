import type { MappingStore } from '../../ports/mapping-store.ts';
import { renewedToken } from './access-token.ts';
import { type JiraOptions, type JiraTracker, jiraTracker } from './jira-tracker.ts';
import { scopesOf } from './scopes.ts';
import type { JiraAuth } from './sign-in.ts';

/** A function's variables for Jira: where it is, and the names of what to sign in with. */
export interface JiraEnv {
  JIRA_SITE_URL: string;
  JIRA_CLOUD_ID: string;
  JIRA_EMAIL_PARAMETER: string;
  JIRA_TOKEN_PARAMETER: string;
}

export interface JiraDeps extends Pick<JiraOptions, 'onRefused'> {
  mappings: Pick<MappingStore, 'all'>;
  /** Reads secrets by the names of their parameters; `isFresh`: as they are now, whatever was read before. */
  secrets: (names: string[], options?: { isFresh: boolean }) => Promise<string[]>;
}

/** Jira with the secrets that it is asked with, over the scopes of all mappings. */
export async function openJira(env: JiraEnv, { mappings, secrets, ...rest }: JiraDeps): Promise<JiraTracker> {
  const scopes = async () => scopesOf(await mappings.all());
  return jiraTracker({ siteUrl: env.JIRA_SITE_URL, auth: jiraAuth(env, secrets), scopes, ...rest });
}

/** Secrets as they are stored, without the blanks and line ends that come with copying. */
export function jiraAuth(
  env: Omit<JiraEnv, 'JIRA_SITE_URL'>,
  secrets: JiraDeps['secrets'],
  now: () => number = Date.now,
): JiraAuth {
  const { JIRA_CLOUD_ID: cloudId, JIRA_EMAIL_PARAMETER: email, JIRA_TOKEN_PARAMETER: token } = env;
  const read = async (names: string[], isFresh: boolean) =>
    (await secrets(names, { isFresh })).map((secret) => secret.trim());
  if (cloudId === '') {
    return { header: async ({ isFresh }) => `Basic ${base64((await read([email, token], isFresh)).join(':'))}` };
  }
  const accessToken = renewedToken(async () => (await read([token], true))[0] ?? '', now);
  return { cloudId, header: async ({ isFresh }) => `Bearer ${await accessToken({ isFresh })}` };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
