import { seeApp } from '../../shared/adapters/github/see-app.ts';
import { jiraConnection } from '../../shared/adapters/jira/jira-connection.ts';
import { seeSite } from '../../shared/adapters/jira/see-site.ts';
import { seeWorkspace } from '../../shared/adapters/linear/see-workspace.ts';
import { appChecks, jiraChecks, linearChecks } from '../../shared/checks/vendor-checks.ts';
import type { Check } from '../../shared/contract/check.ts';
import type { Services } from '../world/home/settings.ts';

/** What the vendors say to the credentials, each a sentence. */
export interface TriedCredentials {
  /** They are wrong: nothing would work with them. */
  faults: string[];
  /** What is to be mended besides, or could not be told: the vendor does not answer now. */
  doubts: string[];
}

interface TrialOptions {
  /** Where Jira takes tokens with scopes. @default https://api.atlassian.com */
  jiraGatewayUrl?: string;
  /** How long to wait for one answer. @default 10 s */
  timeoutMs?: number;
}

/** With these nobody is signed in. */
const NOT_SIGNED_IN = ['app_key_unusable', 'app_key_refused', 'linear_key_refused', 'jira_token_refused'];

/** Asks each real service what it shows to the credentials in `.env`, all at the same time. */
export async function tryCredentials(services: Services, options: TrialOptions = {}): Promise<TriedCredentials> {
  const checks = await Promise.all([
    linearTried(services.linear, options),
    jiraTried(services.jira, options),
    appTried(services.github, options),
  ]);
  const wrong = checks.flat().filter(({ verdict }) => verdict !== 'ok');
  const isFault = ({ code }: Check) => NOT_SIGNED_IN.includes(code);
  return {
    faults: wrong.filter(isFault).map(sentenceOf),
    doubts: wrong.filter((check) => !isFault(check)).map(sentenceOf),
  };
}

function sentenceOf({ evidence, remedy }: Check): string {
  return remedy === undefined ? `${evidence} What waits for it goes on once it does.` : `${evidence} ${remedy}`;
}

const storedAs = (...names: string[]) => ({ store: `then see to ${names.join(' and ')} in .env` });

async function linearTried(linear: Services['linear'], { timeoutMs }: TrialOptions): Promise<Check[]> {
  if (typeof linear !== 'object') return [];
  const { apiUrl, apiKey } = linear;
  const sight = await seeWorkspace({ apiUrl, apiKey: async () => apiKey, ...(timeoutMs && { timeoutMs }) });
  return linearChecks(sight, storedAs('LINEAR_API_KEY', 'LINEAR_API_URL'));
}

async function jiraTried(jira: Services['jira'], { jiraGatewayUrl, timeoutMs }: TrialOptions): Promise<Check[]> {
  if (typeof jira !== 'object') return [];
  const { siteUrl, cloudId, email, apiToken, accessToken } = jira;
  const token = accessToken === '' ? { email, apiToken } : { accessToken };
  const place = { siteUrl, cloudId, ...(jiraGatewayUrl && { gatewayUrl: jiraGatewayUrl }) };
  const sight = await seeSite({ ...jiraConnection(place, token), ...(timeoutMs && { timeoutMs }) });
  const names = accessToken === '' ? ['JIRA_EMAIL', 'JIRA_API_TOKEN'] : ['JIRA_ACCESS_TOKEN'];
  return jiraChecks(sight, { siteUrl, ...storedAs('JIRA_SITE_URL', ...names) });
}

async function appTried(github: Services['github'], { timeoutMs }: TrialOptions): Promise<Check[]> {
  if (github === 'simulated') return [];
  const { appId, privateKey, apiUrl, publicUrl } = github;
  const key = async () => ({ appId, privateKey });
  const sight = await seeApp({ apiUrl, key, ...(timeoutMs && { timeoutMs }) });
  const webhookUrl = github.webhookSecret === undefined ? undefined : `${publicUrl}/github/webhook`;
  return appChecks(sight, { ...storedAs('GITHUB_APP_ID', 'GITHUB_PRIVATE_KEY'), webhookUrl });
}
