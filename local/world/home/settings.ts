import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import * as z from 'zod';
import { nearestName } from './nearest-name.ts';

const MILLISECONDS = 'must be a whole number of milliseconds, at least 1000';
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Requests there carry credentials. */
function isSecure(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname)));
}

const emptyIsUnset = (value: unknown) => (value === '' ? undefined : value);
const optionalText = (description: string) => z.preprocess(emptyIsUnset, z.string().optional()).describe(description);

/** Without a slash at its end. */
const address = z
  .string()
  .refine(isSecure, 'must be an https URL')
  .transform((text) => text.replace(/\/+$/, ''));
const optionalAddress = (description: string) => z.preprocess(emptyIsUnset, address.optional()).describe(description);
const addressOr = (value: string, description: string) =>
  z.preprocess(emptyIsUnset, address.default(value)).describe(description);

/** What `.env` may say; `.env.example` is generated from this schema. */
export const LaptopSettings = z.object({
  LINEAR_API_KEY: optionalText(
    'A personal API key of Linear. Set: the real Linear is used; unset: a simulated one, or none beside a real Jira.',
  ),
  LINEAR_API_URL: addressOr('https://api.linear.app/graphql', 'Where the real Linear is.'),
  LINEAR_WEBHOOK_SECRET: optionalText(
    "The secret of Linear's webhook, as in its settings. Unset: no delivery of the real Linear is taken.",
  ),
  JIRA_SITE_URL: optionalAddress('Your Jira Cloud, as in https://acme.atlassian.net. Set: the real Jira is used.'),
  JIRA_EMAIL: optionalText('The e-mail address that the API token of Jira belongs to.'),
  JIRA_API_TOKEN: optionalText('An API token of Jira, with JIRA_EMAIL.'),
  JIRA_CLOUD_ID: optionalText('The cloud id of the site, where the token has scopes: an API token, or one of OAuth.'),
  JIRA_ACCESS_TOKEN: optionalText('Instead of e-mail and API token: an access token of OAuth, with JIRA_CLOUD_ID.'),
  JIRA_WEBHOOK_SECRET: optionalText(
    "The secret of Jira's webhook, as an administrator set it. Unset: no delivery of the real Jira is taken.",
  ),
  GITHUB_APP_ID: optionalText('The id of your GitHub App. With the private key and PUBLIC_URL: the real GitHub.'),
  GITHUB_PRIVATE_KEY: optionalText('The private key of the App: PEM text, line ends written as \\n.'),
  GITHUB_WEBHOOK_SECRET: optionalText(
    "The secret of the App's webhook, as in its settings. Unset: no delivery of the real GitHub is taken.",
  ),
  SLACK_WEBHOOK_URL: optionalText('Beside a real GitHub: an incoming webhook of Slack, which is told of runs.'),
  TEAMS_WEBHOOK_URL: optionalText('The same, a webhook of Workflows in Teams.'),
  PUBLIC_URL: z
    .preprocess(emptyIsUnset, z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional())
    .describe('Where runners on GitHub reach this machine (a tunnel), https and without a trailing slash.'),
  GITHUB_API_URL: addressOr(
    'https://api.github.com',
    'Where the API of the real GitHub is; as in https://api.acme.ghe.com.',
  ),
  GITHUB_WEB_URL: addressOr('https://github.com', 'Where people see the real GitHub; as in https://acme.ghe.com.'),
  GITHUB_OIDC_ISSUER: addressOr(
    'https://token.actions.githubusercontent.com',
    'Who signs the tokens of jobs in the real GitHub; as in https://token.actions.acme.ghe.com.',
  ),
  ANTHROPIC_API_KEY: optionalText('For runs that execute on this machine: an API key of Anthropic.'),
  CLAUDE_CODE_OAUTH_TOKEN: optionalText('The same, as a token of `claude setup-token`; it goes before an API key.'),
  ANTHROPIC_BASE_URL: optionalText('Another address than that of Anthropic, for these runs.'),
  AI_IMPLEMENT_CLAUDE: optionalText(
    'The Claude Code CLI that runs on this machine use. Unset: one on PATH, an installed one, or a stand-in.',
  ),
  POLL_INTERVAL_MS: z
    .preprocess(emptyIsUnset, z.coerce.number(MILLISECONDS).int(MILLISECONDS).min(1000, MILLISECONDS).default(2000))
    .describe('Milliseconds between two polls on the laptop, at least 1000.'),
  RETRY_BY_MARKING: z
    .preprocess(emptyIsUnset, z.enum(['true', 'false'], 'must be true or false').default('true'))
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
  webhookSecret?: string | undefined;
}

interface RealGitHub {
  appId: string;
  privateKey: string;
  webhookSecret?: string;
  publicUrl: string;
  apiUrl: string;
  webUrl: string;
  oidcIssuer: string;
}

/** Which services are real. */
export interface Services {
  /** Absent where all tickets are on a real Jira. */
  linear?: { apiKey: string; apiUrl: string; webhookSecret?: string | undefined } | 'simulated';
  /** Absent where the others are real: there is no Jira then. */
  jira?: RealJira | 'simulated';
  github: RealGitHub | 'simulated';
}

/** Whether all of them are simulated. */
export function isDemo(services: Services): boolean {
  return Object.values(services).every((service) => service === 'simulated');
}

/** A setting that cannot be used as it is; the message says what to do. */
export class SettingsError extends Error {}

/** Reads `.env` where there is one, under variables of the process that bear the same names. One sentence for each fault. */
export function readSettings(file = '.env', variables: NodeJS.ProcessEnv = process.env): LaptopSettings {
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const given: Record<string, unknown> = { ...fromFile, ...variables };
  const parsed = LaptopSettings.safeParse(given);
  const unusable = (parsed.error?.issues ?? []).map(({ path, message }) => {
    const name = path.join('.');
    return `${name} ${message}, not ${JSON.stringify(given[name])}.`;
  });
  const faults = [...unknownNames(Object.keys(fromFile), file), ...unusable];
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults.join('\n'));
  return parsed.data;
}

/** What is misspelt would have no effect, so that it is refused. */
function unknownNames(names: readonly string[], file: string): string[] {
  const known = Object.keys(LaptopSettings.shape);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearestName(name, known);
      const hint = meant === undefined ? '.env.example lists them' : `did you mean ${meant}?`;
      return `${name} in ${file} is no setting: ${hint}${meant === undefined ? '.' : ''}`;
    });
}

/** Decides for each service whether it is real; what is half configured is refused with a sentence. */
export function servicesOf(settings: LaptopSettings): Services {
  const github = githubOf(settings);
  const jira = jiraOf(settings);
  const linear =
    settings.LINEAR_API_KEY === undefined
      ? undefined
      : {
          apiKey: settings.LINEAR_API_KEY,
          apiUrl: settings.LINEAR_API_URL,
          webhookSecret: settings.LINEAR_WEBHOOK_SECRET,
        };
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
  const isBasic = email !== '' && apiToken !== '' && accessToken === '';
  const isOAuth = email === '' && apiToken === '' && cloudId !== '' && accessToken !== '';
  if (siteUrl === undefined && email + apiToken + cloudId + accessToken === '') return undefined;
  if (siteUrl === undefined || (!isBasic && !isOAuth)) {
    throw new SettingsError(
      `Jira is half configured: ${jiraTrouble(settings)}. The real Jira needs JIRA_SITE_URL, and either JIRA_EMAIL and ` +
        'JIRA_API_TOKEN or JIRA_CLOUD_ID and JIRA_ACCESS_TOKEN; unset all five for the simulated one.',
    );
  }
  return { siteUrl, email, apiToken, cloudId, accessToken, webhookSecret: settings.JIRA_WEBHOOK_SECRET };
}

const WAYS_TO_JIRA = [
  ['JIRA_EMAIL', 'JIRA_API_TOKEN'],
  ['JIRA_CLOUD_ID', 'JIRA_ACCESS_TOKEN'],
] as const;

/** What is missing, where one way to sign in is begun; or that none is, or both are. */
function jiraTrouble(settings: LaptopSettings): string {
  const begun = WAYS_TO_JIRA.filter((way) => way.some((name) => settings[name] !== undefined));
  if (begun.length === 2) return 'both ways to sign in are set, and one is enough';
  const [way] = begun;
  const site = settings.JIRA_SITE_URL === undefined ? ['JIRA_SITE_URL'] : [];
  if (way === undefined) return 'JIRA_EMAIL and JIRA_API_TOKEN are missing';
  const missing = [...site, ...way.filter((name) => settings[name] === undefined)];
  return `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
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
  const { GITHUB_API_URL: apiUrl, GITHUB_WEB_URL: webUrl, GITHUB_OIDC_ISSUER: oidcIssuer } = settings;
  const place = { publicUrl: publicUrl.replace(/\/$/, ''), apiUrl, webUrl, oidcIssuer };
  return { appId, privateKey: privateKey.replaceAll('\\n', '\n'), ...given, ...place };
}
