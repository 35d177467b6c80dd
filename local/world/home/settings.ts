import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import * as z from 'zod';

const emptyIsUnset = (value: unknown) => (value === '' ? undefined : value);
const optionalText = (description: string) => z.preprocess(emptyIsUnset, z.string().optional()).describe(description);

/** What `.env` may say; `.env.example` is generated from this schema. */
export const LaptopSettings = z.object({
  LINEAR_API_KEY: optionalText(
    'A personal API key of Linear. Set: the real Linear is used; unset: a simulated one, or none beside a real Jira.',
  ),
  JIRA_SITE_URL: optionalText('Your Jira Cloud, https and without a trailing slash. Set: the real Jira is used.'),
  JIRA_EMAIL: optionalText('The e-mail address that the API token of Jira belongs to.'),
  JIRA_API_TOKEN: optionalText('An API token of Jira, with JIRA_EMAIL.'),
  JIRA_CLOUD_ID: optionalText('Instead of e-mail and API token: the cloud id of the site, for an OAuth token.'),
  JIRA_ACCESS_TOKEN: optionalText('The OAuth access token, with JIRA_CLOUD_ID.'),
  GITHUB_APP_ID: optionalText('The id of your GitHub App. With the private key and PUBLIC_URL: the real GitHub.'),
  GITHUB_PRIVATE_KEY: optionalText('The private key of the App: PEM text, line ends written as \\n.'),
  GITHUB_WEBHOOK_SECRET: optionalText(
    "The secret of the App's webhook, as in its settings. Unset: no delivery of the real GitHub is taken.",
  ),
  PUBLIC_URL: z
    .preprocess(emptyIsUnset, z.url({ protocol: /^https$/ }).optional())
    .describe('Where runners on GitHub reach this machine (a tunnel), https and without a trailing slash.'),
  ANTHROPIC_API_KEY: optionalText('For runs that execute on this machine: an API key of Anthropic.'),
  CLAUDE_CODE_OAUTH_TOKEN: optionalText('The same, as a token of `claude setup-token`; it goes before an API key.'),
  ANTHROPIC_BASE_URL: optionalText('Another address than that of Anthropic, for these runs.'),
  AI_IMPLEMENT_CLAUDE: optionalText(
    'The Claude Code CLI that runs on this machine use. Unset: one on PATH, an installed one, or a stand-in.',
  ),
  POLL_INTERVAL_MS: z
    .preprocess(emptyIsUnset, z.coerce.number().int().min(1000).default(2000))
    .describe('Milliseconds between two polls on the laptop, at least 1000.'),
  RETRY_BY_MARKING: z
    .preprocess(emptyIsUnset, z.enum(['true', 'false']).default('true'))
    .describe('Whether putting the trigger back after a failure asks for a retry.'),
});
export type LaptopSettings = z.infer<typeof LaptopSettings>;

const MODEL_NAMES = ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_BASE_URL'] as const;

/** What runs on this machine reach the model with, by the names that the runner knows. */
export function modelCredentials(settings: LaptopSettings): Record<string, string> {
  return Object.fromEntries(MODEL_NAMES.flatMap((name) => (settings[name] ? [[name, settings[name]]] : [])));
}

/** A site, and one of the two ways to sign in. */
interface RealJira {
  siteUrl: string;
  email: string;
  apiToken: string;
  cloudId: string;
  accessToken: string;
}

/** Which services are real. */
export interface Services {
  /** Absent where all tickets are on a real Jira. */
  linear?: { apiKey: string } | 'simulated';
  /** Absent where the others are real: there is no Jira then. */
  jira?: RealJira | 'simulated';
  github: { appId: string; privateKey: string; webhookSecret?: string; publicUrl: string } | 'simulated';
}

/** A setting that cannot be used as it is; the message says what to do. */
export class SettingsError extends Error {}

/** Reads `.env` where there is one, under variables of the process that bear the same names. */
export function readSettings(file = '.env', variables: NodeJS.ProcessEnv = process.env): LaptopSettings {
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const parsed = LaptopSettings.safeParse({ ...fromFile, ...variables });
  if (!parsed.success) throw new SettingsError(`${file} is not usable:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Decides for each service whether it is real; what is half configured is refused with a sentence. */
export function servicesOf(settings: LaptopSettings): Services {
  const github = githubOf(settings);
  const jira = jiraOf(settings);
  const linear = settings.LINEAR_API_KEY === undefined ? undefined : { apiKey: settings.LINEAR_API_KEY };
  if (linear !== undefined && github === 'simulated') {
    throw new SettingsError(
      'LINEAR_API_KEY is set and GitHub is not: a real Linear with a simulated GitHub would post links to nowhere on your ' +
        'tickets. Set GITHUB_APP_ID, GITHUB_PRIVATE_KEY and PUBLIC_URL too, or unset LINEAR_API_KEY.',
    );
  }
  if (jira !== undefined && github === 'simulated') {
    throw new SettingsError(
      'JIRA_SITE_URL is set and GitHub is not: a real Jira with a simulated GitHub would post links to nowhere on your ' +
        'tickets. Set GITHUB_APP_ID, GITHUB_PRIVATE_KEY and PUBLIC_URL too, or unset JIRA_SITE_URL.',
    );
  }
  if (jira !== undefined) return { ...(linear && { linear }), jira, github };
  if (github === 'simulated') return { linear: 'simulated', jira: 'simulated', github };
  return { linear: linear ?? 'simulated', github };
}

/** Undefined where nothing of Jira is set. */
function jiraOf(settings: LaptopSettings): RealJira | undefined {
  const { JIRA_SITE_URL: siteUrl, JIRA_EMAIL: email = '', JIRA_API_TOKEN: apiToken = '' } = settings;
  const { JIRA_CLOUD_ID: cloudId = '', JIRA_ACCESS_TOKEN: accessToken = '' } = settings;
  const isBasic = email !== '' && apiToken !== '' && cloudId === '' && accessToken === '';
  const isOAuth = email === '' && apiToken === '' && cloudId !== '' && accessToken !== '';
  if (siteUrl === undefined && email + apiToken + cloudId + accessToken === '') return undefined;
  if (siteUrl === undefined || (!isBasic && !isOAuth)) {
    throw new SettingsError(
      'Jira is half configured. The real Jira needs JIRA_SITE_URL, and either JIRA_EMAIL and JIRA_API_TOKEN or JIRA_CLOUD_ID and ' +
        'JIRA_ACCESS_TOKEN; unset all five for the simulated one.',
    );
  }
  return { siteUrl: siteUrl.replace(/\/$/, ''), email, apiToken, cloudId, accessToken };
}

function githubOf(settings: LaptopSettings): Services['github'] {
  const { GITHUB_APP_ID: appId, GITHUB_PRIVATE_KEY: privateKey, PUBLIC_URL: publicUrl } = settings;
  const missing = Object.entries({ GITHUB_APP_ID: appId, GITHUB_PRIVATE_KEY: privateKey, PUBLIC_URL: publicUrl })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  if (missing.length === 3) return 'simulated';
  if (appId === undefined || privateKey === undefined || publicUrl === undefined) {
    throw new SettingsError(
      `GitHub is half configured: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing. The real GitHub needs ` +
        'App id, private key, and a PUBLIC_URL at which its runners reach this machine; unset all three for the simulated one.',
    );
  }
  const { GITHUB_WEBHOOK_SECRET: webhookSecret } = settings;
  const given = webhookSecret === undefined ? {} : { webhookSecret };
  return { appId, privateKey: privateKey.replaceAll('\\n', '\n'), ...given, publicUrl };
}
