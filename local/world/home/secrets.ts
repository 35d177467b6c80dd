import { generateKeyPairSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { isStrongAccessCode } from '../../../shared/contract/access-code.ts';
import { PARAMETERS } from '../../../shared/contract/env.ts';
import { makeJiraToken } from '../../../simulators/jira/token.ts';
import type { Services } from './settings.ts';
import { readJson, writeJson } from './state-file.ts';
import { drawnTokenKeys } from './token-keys.ts';

/** Whose account the simulated Jira knows us by. */
export const SIMULATED_JIRA_EMAIL = 'ai-implement@acme.test';

/** 144 bits. */
const makeAccessCode = () => randomBytes(18).toString('base64url');
const makeWebhookSecret = () => randomBytes(32).toString('base64url');
const makePrivateKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

/** What a file of an older version lacks is made, as is everything at the first start. */
const Secrets = z.object({
  accessCode: z.string().default(makeAccessCode),
  /** Each as its parameter holds it. */
  tokenKeys: z.object({ tokenPublicKeys: z.string(), tokenPrivateKey: z.string() }).default(drawnTokenKeys),
  /** In files of older versions alone, which signed tokens of runs by it. */
  tokenSecret: z.string().optional(),
  linearApiKey: z.string().default(() => `lin_api_${randomBytes(20).toString('hex')}`),
  /** Of the simulated Jira. */
  jiraApiToken: z.string().default(makeJiraToken),
  githubAppId: z.string().default('1000001'),
  githubPrivateKey: z.string().default(makePrivateKey),
  /** Of the App's webhook. */
  githubWebhookSecret: z.string().default(makeWebhookSecret),
  /** Of the trackers' webhooks. */
  linearWebhookSecret: z.string().default(makeWebhookSecret),
  jiraWebhookSecret: z.string().default(makeWebhookSecret),
  /** Of the simulated Fly. */
  flyToken: z.string().default(() => `FlyV1 ${randomBytes(18).toString('base64url')}`),
  /** Of the simulated model. */
  modelApiKey: z.string().default(() => `sk-ant-simulated-${randomBytes(24).toString('base64url')}`),
});
export type Secrets = z.infer<typeof Secrets>;

/** The secrets of this laptop run: made at the first start and kept, so that a second start goes on with them. */
export function keptSecrets(file: string): Secrets {
  const kept = readJson(file, Secrets) ?? Secrets.parse({});
  // A code of an older version may be too short for what is deployed.
  const secrets = isStrongAccessCode(kept.accessCode) ? kept : { ...kept, accessCode: makeAccessCode() };
  writeJson(file, secrets);
  return secrets;
}

/**
 * What the functions find in SSM: generated secrets, credentials of the services that are real, addresses of chats, and lines that lead
 * machines to the model.
 */
export function parametersOf(
  secrets: Secrets,
  services: Services,
  { slack, teams, model }: { slack?: string | undefined; teams?: string | undefined; model?: string } = {},
): Record<string, string> {
  const { linear, jira, github } = services;
  const ofJira =
    typeof jira === 'object' ? jira : { email: SIMULATED_JIRA_EMAIL, apiToken: secrets.jiraApiToken, accessToken: '' };
  const webhookSecret = github === 'simulated' ? secrets.githubWebhookSecret : github.webhookSecret;
  const linearSecret = typeof linear === 'object' ? linear.webhookSecret : secrets.linearWebhookSecret;
  const jiraSecret = typeof jira === 'object' ? jira.webhookSecret : secrets.jiraWebhookSecret;
  const found = {
    [PARAMETERS.accessCode]: secrets.accessCode,
    [PARAMETERS.tokenPublicKeys]: secrets.tokenKeys.tokenPublicKeys,
    [PARAMETERS.tokenPrivateKey]: secrets.tokenKeys.tokenPrivateKey,
    [PARAMETERS.tokenSecret]: secrets.tokenSecret,
    [PARAMETERS.linearApiKey]: typeof linear === 'object' ? linear.apiKey : secrets.linearApiKey,
    [PARAMETERS.jiraEmail]: ofJira.email,
    [PARAMETERS.jiraToken]: ofJira.apiToken || ofJira.accessToken,
    [PARAMETERS.githubAppId]: github === 'simulated' ? secrets.githubAppId : github.appId,
    [PARAMETERS.githubWebhookSecret]: webhookSecret,
    [PARAMETERS.linearWebhookSecret]: linearSecret,
    [PARAMETERS.jiraWebhookSecret]: jiraSecret,
    [PARAMETERS.flyToken]: secrets.flyToken,
    [PARAMETERS.flyModelCredentials]: model ?? `ANTHROPIC_API_KEY=${secrets.modelApiKey}`,
    [PARAMETERS.slackWebhookUrl]: slack,
    [PARAMETERS.teamsWebhookUrl]: teams,
    [PARAMETERS.githubPrivateKey]: github === 'simulated' ? secrets.githubPrivateKey : github.privateKey,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
