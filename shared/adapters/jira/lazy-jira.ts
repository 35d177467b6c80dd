import { jiraScopesOf } from '../../domain/mapping.ts';
import type { MappingStore } from '../../ports/mapping-store.ts';
import type { JiraOptions, JiraTracker } from './jira-tracker.ts';

/** A function's variables for Jira: where it is, and the names of what to sign in with. */
interface JiraEnv {
  JIRA_SITE_URL: string;
  JIRA_CLOUD_ID: string;
  JIRA_EMAIL_PARAMETER: string;
  JIRA_API_TOKEN_PARAMETER: string;
  JIRA_ACCESS_TOKEN_PARAMETER: string;
}

export interface LazyJiraDeps extends Pick<JiraOptions, 'onRefused'> {
  mappings: Pick<MappingStore, 'all'>;
  /** Reads secrets by the names of their parameters. */
  secrets: (names: string[]) => Promise<string[]>;
}

/**
 * Jira as a tracker; undefined in a deployment without it. Adapter and secrets are fetched with the first call: most starts
 * of a function do not need them, and what Jira lacks is no trouble of another tracker.
 */
export function lazyJira(env: JiraEnv, deps: LazyJiraDeps): JiraTracker | undefined {
  if (env.JIRA_SITE_URL === '') return undefined;
  let opened: JiraTracker | undefined;
  const jira = async () => (opened ??= await open(env, deps));
  return {
    name: 'jira',
    marked: async () => (await jira()).marked(),
    read: async (ticketId) => (await jira()).read(ticketId),
    show: async (ticketId, change) => (await jira()).show(ticketId, change),
    comment: async (ticketId, comment) => (await jira()).comment(ticketId, comment),
    ourComments: async (ticketId, ids) => (await jira()).ourComments(ticketId, ids),
    related: async (ticketId) => (await jira()).related(ticketId),
    check: async (scope) => (await jira()).check(scope),
  };
}

async function open(env: JiraEnv, { mappings, secrets, ...rest }: LazyJiraDeps): Promise<JiraTracker> {
  const { jiraTracker } = await import('./jira-tracker.ts');
  const scopes = async () => jiraScopesOf(await mappings.all());
  return jiraTracker({ siteUrl: env.JIRA_SITE_URL, auth: await authOf(env, secrets), scopes, ...rest });
}

async function authOf(env: JiraEnv, secrets: LazyJiraDeps['secrets']): Promise<JiraOptions['auth']> {
  if (env.JIRA_CLOUD_ID !== '') {
    const [accessToken = ''] = await secrets([env.JIRA_ACCESS_TOKEN_PARAMETER]);
    return { kind: 'oauth', cloudId: env.JIRA_CLOUD_ID, accessToken: async () => accessToken };
  }
  const [email = '', apiToken = ''] = await secrets([env.JIRA_EMAIL_PARAMETER, env.JIRA_API_TOKEN_PARAMETER]);
  return { kind: 'api_token', email, apiToken };
}
