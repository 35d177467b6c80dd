import { seeFlyApp } from '../../../shared/adapters/fly/see-app.ts';
import { seeApp } from '../../../shared/adapters/github/see-app.ts';
import { jiraConnection } from '../../../shared/adapters/jira/jira-connection.ts';
import { seeSite } from '../../../shared/adapters/jira/see-site.ts';
import { seeWorkspace } from '../../../shared/adapters/linear/see-workspace.ts';
import { flyChecks, machineCredentialChecks } from '../../../shared/checks/fly-checks.ts';
import {
  accessCodeChecks,
  chatChecks,
  missingCheck,
  tokenKeyChecks,
  tokenSecretChecks,
  webhookSecretChecks,
} from '../../../shared/checks/secret-checks.ts';
import { appChecks, jiraChecks, linearChecks } from '../../../shared/checks/vendor-checks.ts';
import type { Check } from '../../../shared/contract/check.ts';
import { type SecretValues, type Target, webhookUrlOf } from './target.ts';

/** Secrets that are set together, since one service judges them. */
export type SecretGroup = 'own' | 'github' | 'linear' | 'jira' | 'fly' | 'chats';

const LOOKS: { readonly [Group in SecretGroup]: (target: Target, values: SecretValues) => Promise<Check[]> } = {
  own: async ({ store }, values) => [
    ...accessCodeChecks(values.accessCode, store),
    ...tokenKeyChecks(values, store),
    ...tokenSecretChecks(values.tokenSecret),
  ],
  github: lookAtGitHub,
  linear: lookAtLinear,
  jira: lookAtJira,
  fly: lookAtFly,
  chats: async ({ store }, { slackWebhookUrl, teamsWebhookUrl }) => [
    ...chatChecks(slackWebhookUrl, { of: 'Slack', store }),
    ...chatChecks(teamsWebhookUrl, { of: 'Teams', store }),
  ],
};

/** The groups that a deployment has. */
export function groupsOf({ linearApiUrl, jiraSiteUrl, fly }: Target): SecretGroup[] {
  const isThere: Partial<Record<SecretGroup, boolean>> = {
    linear: linearApiUrl !== '',
    jira: jiraSiteUrl !== '',
    fly: fly !== undefined,
  };
  return (Object.keys(LOOKS) as SecretGroup[]).filter((group) => isThere[group] !== false);
}

/** Judges the secrets of one group, each by its service where there is one. */
export function lookAtGroup(group: SecretGroup, target: Target, values: SecretValues): Promise<Check[]> {
  return LOOKS[group](target, values);
}

/** Judges all secrets of a deployment, all services at the same time. */
export async function lookAtSecrets(target: Target, values: SecretValues): Promise<Check[]> {
  return (await Promise.all(groupsOf(target).map((group) => lookAtGroup(group, target, values)))).flat();
}

async function lookAtGitHub(target: Target, values: SecretValues): Promise<Check[]> {
  const { githubAppId: appId, githubPrivateKey: privateKey, githubWebhookSecret: secret } = values;
  const { githubApiUrl: apiUrl, githubWebUrl, store, timeoutMs } = target;
  const page = `${githubWebUrl}/settings/apps`;
  const ofSecret = webhookSecretChecks(secret, { of: 'GitHub', isNeeded: true, store, page });
  if (appId === undefined || privateKey === undefined) {
    return [missingCheck('app_missing', { what: 'App id and private key', page, store }), ...ofSecret];
  }
  const key = async () => ({ appId, privateKey });
  const sight = await seeApp({ apiUrl, key, ...(timeoutMs && { timeoutMs }) });
  return [...appChecks(sight, { store, webhookUrl: webhookUrlOf(target) }), ...ofSecret];
}

async function lookAtLinear(target: Target, values: SecretValues): Promise<Check[]> {
  const { linearApiKey: apiKey, linearWebhookSecret: secret } = values;
  const { linearApiUrl: apiUrl, store, timeoutMs } = target;
  const page = 'https://linear.app/settings/api, "Webhooks"';
  const ofSecret = webhookSecretChecks(secret, { of: 'Linear', isNeeded: false, store, page });
  if (apiKey === undefined) {
    const where = 'https://linear.app/settings/account/security, "Personal API keys"';
    return [missingCheck('linear_key_missing', { what: 'API key of Linear', page: where, store }), ...ofSecret];
  }
  const sight = await seeWorkspace({ apiUrl, apiKey: async () => apiKey, ...(timeoutMs && { timeoutMs }) });
  return [...linearChecks(sight, { store }), ...ofSecret];
}

async function lookAtJira(target: Target, values: SecretValues): Promise<Check[]> {
  const { jiraSiteUrl: siteUrl, store, timeoutMs } = target;
  const page = `${siteUrl}/plugins/servlet/webhooks`;
  const ofSecret = webhookSecretChecks(values.jiraWebhookSecret, { of: 'Jira', isNeeded: false, store, page });
  const connection = jiraOf(target, values);
  if (connection === undefined) {
    const where = 'https://id.atlassian.com/manage-profile/security/api-tokens';
    return [missingCheck('jira_token_missing', { what: 'token of Jira', page: where, store }), ...ofSecret];
  }
  const sight = await seeSite({ ...connection, ...(timeoutMs && { timeoutMs }) });
  return [...jiraChecks(sight, { store, siteUrl }), ...ofSecret];
}

async function lookAtFly({ fly, store, timeoutMs }: Target, values: SecretValues): Promise<Check[]> {
  const { flyToken: token, flyModelCredentials } = values;
  if (fly === undefined) return [];
  const sight = token === undefined ? undefined : await seeFlyApp({ ...fly, token, timeoutMs });
  return [...flyChecks(sight, { store, ...fly }), ...machineCredentialChecks(flyModelCredentials, store)];
}

/** How Jira is asked with these secrets; undefined where one is missing. */
export function jiraOf(target: Target, { jiraEmail, jiraToken }: SecretValues) {
  const { jiraSiteUrl: siteUrl, jiraCloudId: cloudId, jiraTokenKind: kind, jiraGatewayUrl: gatewayUrl } = target;
  if (jiraToken === undefined || (kind === 'api' && jiraEmail === undefined)) return undefined;
  const token = kind === 'api' ? { email: jiraEmail ?? '', apiToken: jiraToken } : { accessToken: jiraToken };
  return jiraConnection({ siteUrl, cloudId, ...(gatewayUrl && { gatewayUrl }) }, token);
}
