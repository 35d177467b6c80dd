import * as z from 'zod';

const MINUTE_MS = 60_000;

/** What a deployment may decide; everything has a value that works. Read from the environment of the synthesis. */
const Settings = z.object({
  POLL_INTERVAL_MS: z.coerce
    .number('must be a number of milliseconds')
    .min(MINUTE_MS, 'must be at least 60000: a schedule on AWS fires at most once a minute')
    .multipleOf(MINUTE_MS, 'must be a whole number of minutes, such as 60000 or 120000')
    .default(MINUTE_MS),
  RETRY_BY_MARKING: z.enum(['true', 'false'], 'must be true or false').default('true'),
  PUBLIC_URL: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  LINEAR: z.enum(['on', 'off'], 'must be on or off').default('on'),
  LINEAR_API_URL: z.url('must be a URL').default('https://api.linear.app/graphql'),
  JIRA_SITE_URL: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  JIRA_CLOUD_ID: z.string().default(''),
  JIRA_TOKEN_KIND: z.enum(['api', 'oauth'], 'must be api or oauth').optional(),
  GITHUB_API_URL: z.url('must be a URL').default('https://api.github.com'),
  GITHUB_WEB_URL: z.url('must be a URL').default('https://github.com'),
  GITHUB_OIDC_ISSUER: z.url('must be a URL').default('https://token.actions.githubusercontent.com'),
  ALARM_EMAIL: z.email('must be an e-mail address').optional(),
  ALARM_TOPIC_ARN: z
    .string()
    .regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'must be the ARN of a topic of SNS')
    .optional(),
});

export interface DeploymentSettings {
  /** How often the tracker is polled. */
  pollIntervalMinutes: number;
  /** Whether putting the trigger back after a failure lifts the 24-hour rule. */
  retryByMarking: 'true' | 'false';
  /** Where runners and people reach the API, when it is not the API's own address. */
  publicUrl: string | undefined;
  /** Empty: there is no Linear. */
  linearApiUrl: string;
  /** Where Jira Cloud is, without a trailing slash; empty: there is no Jira. */
  jiraSiteUrl: string;
  /** Of the site, for a token with scopes; empty: Jira is asked on the site itself. */
  jiraCloudId: string;
  /** An API token goes with an e-mail, an access token of OAuth with the cloud id alone. */
  jiraTokenKind: 'api' | 'oauth';
  githubApiUrl: string;
  githubWebUrl: string;
  /** Who signs the OIDC tokens of Actions jobs; on GHE.com `https://token.actions.SUBDOMAIN.ghe.com`. */
  githubOidcIssuer: string;
  /** Who gets a mail when an alarm goes off. */
  alarmEmail: string | undefined;
  /** Where it is published instead. */
  alarmTopicArn: string | undefined;
}

/** Settings of a deployment that cannot be used; the message has one sentence for each. */
export class UnusableSettings extends Error {}

/** Reads the settings; throws one sentence for each that cannot be used. An empty variable counts as not set. */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): DeploymentSettings {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  const parsed = Settings.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return `${name} ${message}, not ${JSON.stringify(variables[name])}.`;
    });
    throw new UnusableSettings(sentences.join('\n'));
  }
  if (parsed.data.LINEAR === 'off' && parsed.data.JIRA_SITE_URL === undefined) {
    throw new UnusableSettings('LINEAR is off and JIRA_SITE_URL is not set: there is no tracker. Set one of the two.');
  }
  if (parsed.data.ALARM_EMAIL !== undefined && parsed.data.ALARM_TOPIC_ARN !== undefined) {
    throw new UnusableSettings('ALARM_EMAIL and ALARM_TOPIC_ARN are both set: alarms go to one of the two. Unset one.');
  }
  const { JIRA_CLOUD_ID: cloudId, JIRA_TOKEN_KIND: tokenKind = cloudId === '' ? 'api' : 'oauth' } = parsed.data;
  if (tokenKind === 'oauth' && cloudId === '') {
    throw new Error('JIRA_TOKEN_KIND is oauth and JIRA_CLOUD_ID is not set: access tokens are taken there only.');
  }
  return {
    pollIntervalMinutes: parsed.data.POLL_INTERVAL_MS / MINUTE_MS,
    retryByMarking: parsed.data.RETRY_BY_MARKING,
    publicUrl: parsed.data.PUBLIC_URL?.replace(/\/$/, ''),
    linearApiUrl: parsed.data.LINEAR === 'off' ? '' : parsed.data.LINEAR_API_URL,
    jiraSiteUrl: parsed.data.JIRA_SITE_URL?.replace(/\/$/, '') ?? '',
    jiraCloudId: cloudId,
    jiraTokenKind: tokenKind,
    githubApiUrl: parsed.data.GITHUB_API_URL,
    githubWebUrl: parsed.data.GITHUB_WEB_URL,
    githubOidcIssuer: parsed.data.GITHUB_OIDC_ISSUER,
    alarmEmail: parsed.data.ALARM_EMAIL,
    alarmTopicArn: parsed.data.ALARM_TOPIC_ARN,
  };
}
