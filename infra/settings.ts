import * as z from 'zod';

const MINUTE_MS = 60_000;
const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https URL' });
const url = z.url('must be a URL');

/** What a deployment may decide: in its stage's file, or as an environment variable. Everything has a value that works. */
export const Settings = z.strictObject({
  POLL_INTERVAL_MS: z
    .number('must be a number of milliseconds')
    .min(MINUTE_MS, 'must be at least 60000: a schedule on AWS fires at most once a minute')
    .multipleOf(MINUTE_MS, 'must be a whole number of minutes, such as 60000 or 120000')
    .default(MINUTE_MS)
    .describe('How often trackers are asked for marked tickets, in milliseconds: whole minutes, at least one.'),
  RETRY_BY_MARKING: z
    .boolean('must be true or false')
    .default(true)
    .describe('Whether putting the trigger back after a failure asks for a retry, whatever the 24-hour rule says.'),
  PUBLIC_URL: httpsUrl
    .optional()
    .describe(
      "An https address of your own in front of the API's; also the audience of the OIDC tokens that runs show.",
    ),
  LINEAR: z
    .enum(['on', 'off'], 'must be on or off')
    .default('on')
    .describe('off where all tickets are on Jira; the Linear API key is not needed then.'),
  LINEAR_API_URL: url.default('https://api.linear.app/graphql').describe("Where Linear's API is."),
  JIRA_SITE_URL: httpsUrl
    .optional()
    .describe('Where Jira Cloud is, such as https://acme.atlassian.net; without it there is no Jira.'),
  JIRA_CLOUD_ID: z
    .string('must be a text')
    .optional()
    .describe('The id of the Jira site, for a token with scopes; without it Jira is asked on the site itself.'),
  JIRA_TOKEN_KIND: z
    .enum(['api', 'oauth'], 'must be api or oauth')
    .optional()
    .describe(
      'api: a token that goes with an e-mail; oauth: an access token, which goes with JIRA_CLOUD_ID alone. With a cloud id oauth, else api.',
    ),
  GITHUB_API_URL: url
    .default('https://api.github.com')
    .describe("Where GitHub's API is; on GHE.com https://api.SUBDOMAIN.ghe.com."),
  GITHUB_WEB_URL: url
    .default('https://github.com')
    .describe('Where GitHub shows pull requests; on GHE.com https://SUBDOMAIN.ghe.com.'),
  GITHUB_OIDC_ISSUER: url
    .default('https://token.actions.githubusercontent.com')
    .describe('Who signs the OIDC tokens of Actions jobs; on GHE.com https://token.actions.SUBDOMAIN.ghe.com.'),
  ALARM_EMAIL: z.email('must be an e-mail address').optional().describe('Who gets a mail when an alarm goes off.'),
  ALARM_TOPIC_ARN: z
    .string('must be the ARN of a topic of SNS')
    .regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'must be the ARN of a topic of SNS')
    .optional()
    .describe('The topic of SNS that alarms are published to instead.'),
});
export type SettingName = keyof typeof Settings.shape;
/** All settings of a deployment as they stand in a stage's file, with defaults. */
export type SettingValues = z.output<typeof Settings>;

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

/** What the stack is made of. */
export function deploymentSettings(values: SettingValues): DeploymentSettings {
  const { JIRA_CLOUD_ID: cloudId = '', JIRA_TOKEN_KIND: tokenKind = cloudId === '' ? 'api' : 'oauth' } = values;
  return {
    pollIntervalMinutes: values.POLL_INTERVAL_MS / MINUTE_MS,
    retryByMarking: values.RETRY_BY_MARKING ? 'true' : 'false',
    publicUrl: values.PUBLIC_URL?.replace(/\/$/, ''),
    linearApiUrl: values.LINEAR === 'off' ? '' : values.LINEAR_API_URL,
    jiraSiteUrl: values.JIRA_SITE_URL?.replace(/\/$/, '') ?? '',
    jiraCloudId: cloudId,
    jiraTokenKind: tokenKind,
    githubApiUrl: values.GITHUB_API_URL,
    githubWebUrl: values.GITHUB_WEB_URL,
    githubOidcIssuer: values.GITHUB_OIDC_ISSUER,
    alarmEmail: values.ALARM_EMAIL,
    alarmTopicArn: values.ALARM_TOPIC_ARN,
  };
}
