import * as z from 'zod';
import { FLY_SETTINGS, type FlySettings, flySettingsOf } from './fly-settings.ts';

const MINUTE_MS = 60_000;
const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https URL' });
const url = z.url('must be a URL');
const arn = (service: string, resource: string, what: string) => {
  const sentence = `must be the ARN of ${what}`;
  return z.string(sentence).regex(new RegExp(`^arn:aws[a-z-]*:${service}:${resource}$`), sentence);
};
/** The days that CloudWatch keeps logs for. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

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
  ...FLY_SETTINGS,
  ALARM_EMAIL: z.email('must be an e-mail address').optional().describe('Who gets a mail when an alarm goes off.'),
  ALARM_TOPIC_ARN: arn('sns', '[a-z0-9-]+:\\d{12}:[\\w-]+', 'a topic of SNS')
    .optional()
    .describe('The topic of SNS that alarms are published to instead.'),
  NOTIFY_TOPIC_ARN: arn('sns', '[a-z0-9-]+:\\d{12}:[\\w-]+', 'a topic of SNS')
    .optional()
    .describe('A topic of SNS, of any region, that is told of runs and of what needs people, as Slack and Teams are.'),
  DOMAIN_NAME: z
    .string('must be a host name')
    .regex(
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
      'must be a host name in small letters, such as ai.acme.example',
    )
    .optional()
    .describe(
      'A host name of your own for the API. Its DNS record is yours to make: the output ApiDomainTarget… says where it leads.',
    ),
  CERTIFICATE_ARN: arn('acm', '[a-z0-9-]+:\\d{12}:certificate/[0-9a-f-]{36}', 'a certificate of ACM')
    .optional()
    .describe('The certificate of DOMAIN_NAME, in the region of the stage.'),
  DEFAULT_ENDPOINT: z
    .enum(['on', 'off'], 'must be on or off')
    .default('on')
    .describe('off: the address that AWS gives the API answers no more, and only DOMAIN_NAME leads there.'),
  TAGS: z
    .record(
      z.string().regex(/^(?!aws:)[\w.:/=+@ -]{1,128}$/),
      z.string().max(256),
      'must be an object of names (at most 128 letters, digits, spaces and _.:/=+-@) and texts of at most 256 characters',
    )
    .optional()
    .describe('Tags of everything in the stack that can have any, by name.'),
  PERMISSIONS_BOUNDARY_ARN: arn('iam', ':(\\d{12}|aws):policy/[\\w+=,.@/-]+', 'a policy of IAM')
    .optional()
    .describe('The permissions boundary of every role in the stack.'),
  BOOTSTRAP_QUALIFIER: z
    .string('must be a text')
    .regex(/^[a-z0-9]{1,10}$/, 'must have at most 10 small letters and digits')
    .optional()
    .describe('The qualifier of the bootstrap of the CDK in this account, where it is not the default one.'),
  KMS_KEY_ARN: arn(
    'kms',
    '[a-z0-9-]+:\\d{12}:key/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})',
    'a key of KMS, not of an alias',
  )
    .optional()
    .describe(
      'A key of yours that table, queues, log groups, the topic of alarms and secrets are encrypted with, instead of keys of AWS.',
    ),
  LOG_RETENTION_DAYS: z
    .literal(LOG_DAYS, `must be one of ${LOG_DAYS.join(', ')}`)
    .default(30)
    .describe('For how many days logs are kept.'),
  REMOVAL_POLICY: z
    .enum(['retain', 'destroy'], 'must be retain or destroy')
    .default('retain')
    .describe(
      'What becomes of the table when the stack is deleted. destroy also lifts its protection against deletion: for stages to try things out.',
    ),
  XRAY: z
    .enum(['on', 'off'], 'must be on or off')
    .default('off')
    .describe('Whether functions send traces to X-Ray, which costs 5 USD for a million of them.'),
  CUSTOM_METRICS: z
    .enum(['on', 'off'], 'must be on or off')
    .default('off')
    .describe(
      'Whether runs that were dispatched, refused, succeeded, failed or cancelled are metrics of CloudWatch: up to 0.30 USD a month each.',
    ),
  DASHBOARD: z
    .enum(['on', 'off'], 'must be on or off')
    .default('off')
    .describe(
      'Whether there is a dashboard of CloudWatch, named as the stack: 3 USD a month beyond the three that an account has free.',
    ),
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
  /** Undefined: no run has a machine on Fly. */
  fly: FlySettings | undefined;
  /** Who gets a mail when an alarm goes off. */
  alarmEmail: string | undefined;
  /** Where it is published instead. */
  alarmTopicArn: string | undefined;
  /** A topic that is told of runs. */
  notifyTopicArn: string | undefined;
  edge: EdgeSettings;
  landingZone: LandingZone;
  watching: { hasRunMetrics: boolean; hasDashboard: boolean };
}

/** How the API is reached. */
export interface EdgeSettings {
  /** A host name of its own, with its certificate. */
  domain: { name: string; certificateArn: string } | undefined;
  /** Whether the address that AWS gives it answers too. */
  hasDefaultEndpoint: boolean;
}

/** What the surroundings of an account ask of everything in it. */
export interface LandingZone {
  /** By name. */
  tags: Readonly<Record<string, string>>;
  permissionsBoundaryArn: string | undefined;
  bootstrapQualifier: string | undefined;
  /** Undefined: keys of AWS encrypt. */
  kmsKeyArn: string | undefined;
  logRetentionDays: number;
  /** Whether the table outlives the stack. */
  isTableKept: boolean;
  isTraced: boolean;
}

/** What the stack is made of. */
export function deploymentSettings(values: SettingValues): DeploymentSettings {
  const { JIRA_CLOUD_ID: cloudId = '', JIRA_TOKEN_KIND: tokenKind = cloudId === '' ? 'api' : 'oauth' } = values;
  return {
    pollIntervalMinutes: values.POLL_INTERVAL_MS / MINUTE_MS,
    retryByMarking: values.RETRY_BY_MARKING ? 'true' : 'false',
    publicUrl: publicUrlOf(values),
    linearApiUrl: values.LINEAR === 'off' ? '' : values.LINEAR_API_URL,
    jiraSiteUrl: values.JIRA_SITE_URL?.replace(/\/$/, '') ?? '',
    jiraCloudId: cloudId,
    jiraTokenKind: tokenKind,
    githubApiUrl: values.GITHUB_API_URL,
    githubWebUrl: values.GITHUB_WEB_URL,
    githubOidcIssuer: values.GITHUB_OIDC_ISSUER,
    fly: flySettingsOf(values),
    alarmEmail: values.ALARM_EMAIL,
    alarmTopicArn: values.ALARM_TOPIC_ARN,
    notifyTopicArn: values.NOTIFY_TOPIC_ARN,
    edge: edgeOf(values),
    watching: { hasRunMetrics: values.CUSTOM_METRICS === 'on', hasDashboard: values.DASHBOARD === 'on' },
    landingZone: landingZoneOf(values),
  };
}

function publicUrlOf({ PUBLIC_URL, DOMAIN_NAME }: SettingValues): string | undefined {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL.replace(/\/$/, '');
  return DOMAIN_NAME && `https://${DOMAIN_NAME}`;
}

function edgeOf({ DOMAIN_NAME: name, CERTIFICATE_ARN: certificateArn, DEFAULT_ENDPOINT }: SettingValues): EdgeSettings {
  const domain = name === undefined || certificateArn === undefined ? undefined : { name, certificateArn };
  return { domain, hasDefaultEndpoint: DEFAULT_ENDPOINT === 'on' };
}

function landingZoneOf(values: SettingValues): LandingZone {
  return {
    tags: values.TAGS ?? {},
    permissionsBoundaryArn: values.PERMISSIONS_BOUNDARY_ARN,
    bootstrapQualifier: values.BOOTSTRAP_QUALIFIER,
    kmsKeyArn: values.KMS_KEY_ARN,
    logRetentionDays: values.LOG_RETENTION_DAYS,
    isTableKept: values.REMOVAL_POLICY === 'retain',
    isTraced: values.XRAY === 'on',
  };
}
