import { createAppAuth } from '@octokit/auth-app';
import * as z from 'zod';
import type { Services } from './settings.ts';

/** What the vendors say to the credentials, each a sentence. */
export interface TriedCredentials {
  /** They are wrong: nothing would work with them. */
  faults: string[];
  /** It could not be told: the vendor does not answer now. */
  doubts: string[];
}

type Verdict = 'taken' | { fault: string } | { doubt: string };

interface TrialOptions {
  /** Where Jira takes tokens with scopes. @default https://api.atlassian.com */
  jiraGatewayUrl?: string;
  /** How long to wait for one answer. @default 10 s */
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** Asks each real service once who we are, all at the same time. */
export async function tryCredentials(services: Services, options: TrialOptions = {}): Promise<TriedCredentials> {
  const verdicts = await Promise.all([
    tryLinear(services.linear, options),
    tryJira(services.jira, options),
    tryGitHub(services.github, options),
  ]);
  return {
    faults: verdicts.flatMap((verdict) => (typeof verdict === 'object' && 'fault' in verdict ? verdict.fault : [])),
    doubts: verdicts.flatMap((verdict) => (typeof verdict === 'object' && 'doubt' in verdict ? verdict.doubt : [])),
  };
}

const Viewer = z.object({ data: z.object({ viewer: z.object({ id: z.string() }) }) });
const NotAuthenticated = z.object({
  errors: z
    .array(z.object({ extensions: z.object({ code: z.string() }) }))
    .refine((errors) => errors.some(({ extensions }) => extensions.code === 'AUTHENTICATION_ERROR')),
});

async function tryLinear(linear: Services['linear'], options: TrialOptions): Promise<Verdict> {
  if (typeof linear !== 'object') return 'taken';
  const { apiKey, apiUrl } = linear;
  const answer = await ask(apiUrl, options, {
    method: 'POST',
    headers: { authorization: apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  });
  if (answer?.status === 401 || NotAuthenticated.safeParse(answer?.body).success) {
    return {
      fault: 'LINEAR_API_KEY is not taken by Linear: make a personal API key in its settings, under Security & access.',
    };
  }
  return Viewer.safeParse(answer?.body).success ? 'taken' : noAnswer('Linear', 'LINEAR_API_URL', apiUrl, answer);
}

async function tryJira(jira: Services['jira'], options: TrialOptions): Promise<Verdict> {
  if (typeof jira !== 'object') return 'taken';
  const { siteUrl, cloudId, email, apiToken, accessToken } = jira;
  const gateway = options.jiraGatewayUrl ?? 'https://api.atlassian.com';
  const host = cloudId === '' ? siteUrl : `${gateway}/ex/jira/${cloudId}`;
  const basic = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
  const authorization = accessToken === '' ? basic : `Bearer ${accessToken}`;
  const answer = await ask(`${host}/rest/api/3/myself`, options, { headers: { authorization } });
  if (answer?.status === 401 || answer?.status === 403) {
    const names = accessToken === '' ? 'JIRA_EMAIL and JIRA_API_TOKEN are' : 'JIRA_ACCESS_TOKEN is';
    const scoped = cloudId === '' ? ' (a token with scopes needs JIRA_CLOUD_ID)' : '';
    return { fault: `${names} not taken by Jira at ${host}${scoped}: see docs/jira.md.` };
  }
  const isTaken = z.object({ accountId: z.string() }).safeParse(answer?.body).success;
  return isTaken ? 'taken' : noAnswer('Jira', 'JIRA_SITE_URL', host, answer);
}

async function tryGitHub(github: Services['github'], options: TrialOptions): Promise<Verdict> {
  if (github === 'simulated') return 'taken';
  const { appId, privateKey, apiUrl } = github;
  const token = await signed(appId, privateKey);
  if (token === undefined) {
    return {
      fault:
        'GITHUB_PRIVATE_KEY is not usable: it is the whole PEM file that GitHub gave, on one line, with \\n for each line end.',
    };
  }
  const answer = await ask(`${apiUrl}/app`, options, { headers: { authorization: `Bearer ${token}` } });
  if ([401, 403, 404].includes(answer?.status ?? 0)) {
    return {
      fault: `GITHUB_APP_ID ${appId} and GITHUB_PRIVATE_KEY do not belong to one GitHub App: see both in the App's settings.`,
    };
  }
  const isTaken = z.object({ id: z.number() }).safeParse(answer?.body).success;
  return isTaken ? 'taken' : noAnswer('GitHub', 'GITHUB_API_URL', apiUrl, answer);
}

async function signed(appId: string, privateKey: string): Promise<string | undefined> {
  try {
    return (await createAppAuth({ appId, privateKey })({ type: 'app' })).token;
  } catch {
    return undefined;
  }
}

interface GivenAnswer {
  status: number;
  /** Undefined where it is no JSON. */
  body: unknown;
}

async function ask(url: string, options: TrialOptions, init: RequestInit): Promise<GivenAnswer | undefined> {
  try {
    const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page instead of an answer, or nothing: perhaps an outage, perhaps a wrong address. */
function noAnswer(service: string, name: string, url: string, answer: GivenAnswer | undefined): Verdict {
  const said = answer === undefined ? 'does not answer' : `answers with status ${answer.status} and nothing of its own`;
  return {
    doubt: `${service} ${said} at ${url}: if it stays so, see to ${name}. What waits for it goes on once it does.`,
  };
}
