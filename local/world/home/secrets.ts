import { generateKeyPairSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { isStrongAccessCode } from '../../../shared/contract/access-code.ts';
import { PARAMETERS } from '../../../shared/contract/env.ts';
import { makeJiraToken } from '../../../simulators/jira/token.ts';
import type { Services } from './settings.ts';
import { readJson, writeJson } from './state-file.ts';

/** Whose account the simulated Jira knows us by. */
export const SIMULATED_JIRA_EMAIL = 'ai-implement@acme.test';

/** 144 bits. */
function makeAccessCode(): string {
  return randomBytes(18).toString('base64url');
}

function makeWebhookSecret(): string {
  return randomBytes(32).toString('base64url');
}

function makeModelKey(): string {
  return `sk-ant-simulated-${randomBytes(24).toString('base64url')}`;
}

const Secrets = z.object({
  accessCode: z.string(),
  tokenSecret: z.string(),
  linearApiKey: z.string(),
  /** Of the simulated Jira; files of older versions lack it. */
  jiraApiToken: z.string().default(makeJiraToken),
  githubAppId: z.string(),
  githubPrivateKey: z.string(),
  /** Of the App's webhook; files of older versions lack it. */
  githubWebhookSecret: z.string().default(makeWebhookSecret),
  /** Of the trackers' webhooks; files of older versions lack them. */
  linearWebhookSecret: z.string().default(makeWebhookSecret),
  jiraWebhookSecret: z.string().default(makeWebhookSecret),
  /** Of the simulated model; files of older versions lack it. */
  modelApiKey: z.string().default(makeModelKey),
});
export type Secrets = z.infer<typeof Secrets>;

/** The secrets of this laptop run: made at the first start and kept, so that a second start goes on with them. */
export function keptSecrets(file: string): Secrets {
  const kept = readJson(file, Secrets);
  // A code of an older version may be too short for what is deployed.
  const isUsable = kept !== undefined && isStrongAccessCode(kept.accessCode);
  const secrets = isUsable ? kept : { ...(kept ?? generateSecrets()), accessCode: makeAccessCode() };
  writeJson(file, secrets);
  return secrets;
}

/** What the functions find in SSM: generated secrets, credentials of the services that are real, and addresses of chats. */
export function parametersOf(
  secrets: Secrets,
  services: Services,
  { slack, teams }: { slack?: string | undefined; teams?: string | undefined } = {},
): Record<string, string> {
  const { linear, jira, github } = services;
  const ofJira =
    typeof jira === 'object' ? jira : { email: SIMULATED_JIRA_EMAIL, apiToken: secrets.jiraApiToken, accessToken: '' };
  const webhookSecret = github === 'simulated' ? secrets.githubWebhookSecret : github.webhookSecret;
  const linearSecret = typeof linear === 'object' ? linear.webhookSecret : secrets.linearWebhookSecret;
  const jiraSecret = typeof jira === 'object' ? jira.webhookSecret : secrets.jiraWebhookSecret;
  const found = {
    [PARAMETERS.accessCode]: secrets.accessCode,
    [PARAMETERS.tokenSecret]: secrets.tokenSecret,
    [PARAMETERS.linearApiKey]: typeof linear === 'object' ? linear.apiKey : secrets.linearApiKey,
    [PARAMETERS.jiraEmail]: ofJira.email,
    [PARAMETERS.jiraToken]: ofJira.apiToken || ofJira.accessToken,
    [PARAMETERS.githubAppId]: github === 'simulated' ? secrets.githubAppId : github.appId,
    [PARAMETERS.githubWebhookSecret]: webhookSecret,
    [PARAMETERS.linearWebhookSecret]: linearSecret,
    [PARAMETERS.jiraWebhookSecret]: jiraSecret,
    [PARAMETERS.slackWebhookUrl]: slack,
    [PARAMETERS.teamsWebhookUrl]: teams,
    [PARAMETERS.githubPrivateKey]: github === 'simulated' ? secrets.githubPrivateKey : github.privateKey,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function generateSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    accessCode: makeAccessCode(),
    tokenSecret: randomBytes(32).toString('base64url'),
    linearApiKey: `lin_api_${randomBytes(20).toString('hex')}`,
    jiraApiToken: makeJiraToken(),
    githubAppId: '1000001',
    githubPrivateKey: privateKey,
    githubWebhookSecret: makeWebhookSecret(),
    linearWebhookSecret: makeWebhookSecret(),
    jiraWebhookSecret: makeWebhookSecret(),
    modelApiKey: makeModelKey(),
  };
}
