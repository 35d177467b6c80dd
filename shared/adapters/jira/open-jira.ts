import { jiraScopesOf } from '../../domain/jira-scope.ts';
import { renewedToken } from './access-token.ts';
import { type JiraOptions, type JiraTracker, jiraTracker } from './jira-tracker.ts';
import type { JiraDeps, JiraEnv } from './lazy-jira.ts';

/** Jira with the secrets that it is asked with, over the scopes of all mappings. */
export async function openJira(env: JiraEnv, { mappings, secrets, ...rest }: JiraDeps): Promise<JiraTracker> {
  const scopes = async () => jiraScopesOf(await mappings.all());
  return jiraTracker({ siteUrl: env.JIRA_SITE_URL, auth: await authOf(env, secrets), scopes, ...rest });
}

async function authOf(env: JiraEnv, secrets: JiraDeps['secrets']): Promise<JiraOptions['auth']> {
  if (env.JIRA_CLOUD_ID !== '') {
    const read = async () => (await secrets([env.JIRA_TOKEN_PARAMETER], { isFresh: true }))[0] ?? '';
    return { kind: 'oauth', cloudId: env.JIRA_CLOUD_ID, accessToken: renewedToken(read) };
  }
  const [email = '', apiToken = ''] = await secrets([env.JIRA_EMAIL_PARAMETER, env.JIRA_TOKEN_PARAMETER]);
  return { kind: 'api_token', email, apiToken };
}
