import * as z from 'zod';
import type { TrackerName } from '../domain/ticket.ts';

/**
 * The environment of each function. The stack must give every variable (its construct is typed by these schemas), and
 * a function parses its own at cold start. A name ending in `_PARAMETER` holds the name of an SSM SecureString, never
 * the secret.
 */
const parameter = z.string().startsWith('/');
const table = { TABLE_NAME: z.string().min(3) };
const candidates = { CANDIDATES_QUEUE_URL: z.url() };
const lifecycle = { LIFECYCLE_QUEUE_URL: z.url() };
const deadLetters = { CANDIDATES_DEAD_LETTER_URL: z.url(), LIFECYCLE_DEAD_LETTER_URL: z.url() };
/** What each tracker is asked with. An address of '' means that a deployment does not have it. */
const TRACKER_VARIABLES = {
  linear: {
    LINEAR_API_URL: z.union([z.literal(''), z.url()]),
    LINEAR_API_KEY_PARAMETER: parameter,
  },
  jira: {
    JIRA_SITE_URL: z.union([z.literal(''), z.url()]),
    /** Of the site, where the token has scopes, so that it is taken at Atlassian's gateway only; else empty. */
    JIRA_CLOUD_ID: z.string(),
    /** `api`: of the account with that e-mail; `oauth`: an access token, which has scopes always. */
    JIRA_TOKEN_KIND: z.enum(['api', 'oauth']),
    JIRA_EMAIL_PARAMETER: parameter,
    JIRA_TOKEN_PARAMETER: parameter,
  },
} satisfies Record<TrackerName, z.ZodRawShape>;
const trackers = { ...TRACKER_VARIABLES.linear, ...TRACKER_VARIABLES.jira };
/** The variables of all trackers. */
export type TrackersEnv = z.infer<z.ZodObject<typeof trackers>>;
const github = {
  GITHUB_API_URL: z.url(),
  GITHUB_APP_ID_PARAMETER: parameter,
  GITHUB_PRIVATE_KEY_PARAMETER: parameter,
};
/** Where executors are, beside Actions. */
const executors = {
  /** The loopback server of executor `local`; empty wherever but on a laptop. */
  LOCAL_EXECUTOR_URL: z.union([z.literal(''), z.url()]),
  /** The app on Fly in which runs have their machines; empty where none has. */
  FLY_APP_NAME: z.string(),
};
/** The variables by which a deployment has an executor. */
export type ExecutorsEnv = z.infer<z.ZodObject<typeof executors>>;
/** What machines are looked after with. */
const machines = {
  FLY_API_URL: z.url(),
  /** Where people see machines, without a trailing slash. */
  FLY_WEB_URL: z.url(),
  FLY_TOKEN_PARAMETER: parameter,
};
/** What machines are made with. */
const machineOrders = {
  /** What reaches the model in machines, as lines `NAME=value`. */
  FLY_MODEL_CREDENTIALS_PARAMETER: parameter,
  /** The image of machines whose mapping names none. */
  FLY_IMAGE: z.string(),
  /** Beginnings of other images that machines may run, parted by commas. */
  FLY_ALLOWED_IMAGES: z.string(),
  /** Regions in which machines may be, parted by commas, the default one first; empty: any. */
  FLY_REGIONS: z.string(),
  /** Where git finds repositories, without a trailing slash. */
  GITHUB_WEB_URL: z.url(),
};
/** The variables by which runs get machines; who only looks after them has some. */
export type MachinesEnv = z.infer<z.ZodObject<typeof machines>> & Partial<z.infer<z.ZodObject<typeof machineOrders>>>;
/** Whoever verifies tokens of runs; the secret is that of earlier versions, and there need not be such a parameter. */
const verifying = { TOKEN_PUBLIC_KEYS_PARAMETER: parameter, TOKEN_SECRET_PARAMETER: parameter };
/** Where runners and people reach us, without a trailing slash; also the audience of GitHub's OIDC tokens for us. */
const publicUrl = { PUBLIC_URL: z.url() };

const chats = {
  /** Addresses of webhooks, which let whoever knows them post; there need not be such parameters. */
  SLACK_WEBHOOK_URL_PARAMETER: parameter,
  TEAMS_WEBHOOK_URL_PARAMETER: parameter,
  /** A topic of SNS that is told too; empty where there is none. */
  NOTIFY_TOPIC_ARN: z.string(),
};
/** The variables by which a deployment tells chats. */
export type ChatsEnv = z.infer<z.ZodObject<typeof chats>>;

const retries = {
  /** `false`: putting the trigger back after a failure does not lift the 24-hour rule. */
  RETRY_BY_MARKING: z.enum(['true', 'false']).transform((text) => text === 'true'),
};

export const PollTicketsEnv = z.object({
  ...table,
  ...candidates,
  ...lifecycle,
  ...trackers,
  ...retries,
});
export const DispatchRunEnv = z.object({
  ...table,
  ...lifecycle,
  ...trackers,
  ...github,
  ...executors,
  ...machines,
  ...machineOrders,
  TOKEN_PRIVATE_KEY_PARAMETER: parameter,
  ...publicUrl,
});
export const AdvanceRunEnv = z.object({
  ...table,
  ...candidates,
  ...trackers,
  ...github,
  ...executors,
  ...machines,
  ...publicUrl,
  ...retries,
  ...chats,
});
export const WatchRunsEnv = z.object({
  ...table,
  ...candidates,
  ...lifecycle,
  ...deadLetters,
  FLY_APP_NAME: executors.FLY_APP_NAME,
  /** How often polls come. */
  POLL_INTERVAL_MINUTES: z
    .string()
    .regex(/^[1-9]\d*$/)
    .transform(Number),
});
export const EquipRunnerEnv = z.object({
  ...table,
  ...verifying,
  ...github,
  ...executors,
  ...publicUrl,
  /** Who signs the OIDC tokens of Actions jobs, as it stands in their `iss`. */
  GITHUB_OIDC_ISSUER: z.url(),
  /** Who signs the OIDC tokens of machines on Fly, as it stands in their `iss`; empty where no run has one. */
  FLY_OIDC_ISSUER: z.union([z.literal(''), z.url()]),
  /** Of the runner that repositories are given. */
  RUNNER_SHA256: z.string().regex(/^[0-9a-f]{64}$/),
});
export const SyncTemplatesEnv = z.object({ ...table, ...lifecycle, ...github, ...publicUrl });
export const CommentTriggerEnv = z.object({
  ...table,
  ...lifecycle,
  ...publicUrl,
  /** As in `EquipRunnerEnv`. */
  GITHUB_OIDC_ISSUER: z.url(),
});
export const RunnerCallbackEnv = z.object({
  ...table,
  ...lifecycle,
  ...verifying,
  /** Where GitHub shows pull requests, without a trailing slash: a reported link must lead there. */
  GITHUB_WEB_URL: z.url(),
});
export const GithubWebhookEnv = z.object({
  ...table,
  ...lifecycle,
  GITHUB_WEBHOOK_SECRET_PARAMETER: parameter,
  /** While the secret is changed the one before it is accepted too; there need not be such a parameter. */
  PREVIOUS_GITHUB_WEBHOOK_SECRET_PARAMETER: parameter,
});
/** Each tracker's secret, and the one before it while that is changed; where a tracker is not told of us there is neither. */
export const TrackerWebhookEnv = z.object({
  ...lifecycle,
  LINEAR_WEBHOOK_SECRET_PARAMETER: parameter,
  PREVIOUS_LINEAR_WEBHOOK_SECRET_PARAMETER: parameter,
  JIRA_WEBHOOK_SECRET_PARAMETER: parameter,
  PREVIOUS_JIRA_WEBHOOK_SECRET_PARAMETER: parameter,
});
export const AdminEnv = z.object({
  ...table,
  ...trackers,
  ...candidates,
  ...lifecycle,
  ...deadLetters,
  ...executors,
  ACCESS_CODE_PARAMETER: parameter,
});

export const FUNCTION_ENVS = {
  'poll-tickets': PollTicketsEnv,
  'dispatch-run': DispatchRunEnv,
  'advance-run': AdvanceRunEnv,
  'watch-runs': WatchRunsEnv,
  'equip-runner': EquipRunnerEnv,
  'runner-callback': RunnerCallbackEnv,
  'comment-trigger': CommentTriggerEnv,
  'sync-templates': SyncTemplatesEnv,
  'github-webhook': GithubWebhookEnv,
  'tracker-webhook': TrackerWebhookEnv,
  admin: AdminEnv,
} as const;
export type FunctionName = keyof typeof FUNCTION_ENVS;
/** What the stack writes: every variable as text. */
export type EnvironmentOf<Name extends FunctionName> = Record<keyof z.infer<(typeof FUNCTION_ENVS)[Name]>, string>;

/** The secrets of a deployment, by the last part of the names of their SSM parameters. */
export const SECRETS = {
  linearApiKey: 'linear-api-key',
  jiraEmail: 'jira-email',
  jiraToken: 'jira-token',
  flyToken: 'fly-token',
  flyModelCredentials: 'fly-model-credentials',
  githubAppId: 'github-app-id',
  githubPrivateKey: 'github-private-key',
  githubWebhookSecret: 'github-webhook-secret',
  previousGithubWebhookSecret: 'github-webhook-secret-previous',
  linearWebhookSecret: 'linear-webhook-secret',
  previousLinearWebhookSecret: 'linear-webhook-secret-previous',
  jiraWebhookSecret: 'jira-webhook-secret',
  previousJiraWebhookSecret: 'jira-webhook-secret-previous',
  slackWebhookUrl: 'slack-webhook-url',
  teamsWebhookUrl: 'teams-webhook-url',
  tokenPrivateKey: 'token-private-key',
  tokenPublicKeys: 'token-public-keys',
  /** Of versions that signed tokens of runs by a secret. */
  tokenSecret: 'token-secret',
  accessCode: 'access-code',
} as const;
export type SecretName = keyof typeof SECRETS;
/** The name of each secret's SSM parameter. */
export type ParameterNames = Readonly<Record<SecretName, string>>;

/**
 * The names of all SSM parameters of secrets under a path without a trailing slash, such as `/ai-implement/prod`. Each stage has a path of
 * its own.
 */
export function parametersUnder(path: string): ParameterNames {
  const names = Object.entries(SECRETS).map(([secret, last]) => [secret, `${path}/${last}`]);
  return Object.fromEntries(names) as ParameterNames;
}

/** Those of a stack that belongs to no stage: that of the laptop. No function needs them, so bundles are to leave them out. */
export const PARAMETERS = /* @__PURE__ */ parametersUnder('/ai-implement');

/** The parameters that hold what each tracker is asked with. */
export const TRACKER_PARAMETERS: Readonly<Record<TrackerName, readonly SecretName[]>> = {
  linear: ['linearApiKey'],
  jira: ['jiraEmail', 'jiraToken'],
};
