import type { EnvironmentOf, FunctionName, ParameterNames } from '../shared/contract/env.ts';
import type { StateTable } from './constructs/state-table.ts';
import type { WorkQueue } from './constructs/work-queue.ts';
import type { QueueName } from './permissions.ts';
import type { DeploymentSettings } from './settings.ts';

/** What variables are made of. */
export interface Surroundings {
  table: StateTable;
  queues: Record<QueueName, WorkQueue>;
  publicUrl: string;
  /** Where the secrets are. */
  parameters: ParameterNames;
  settings: DeploymentSettings;
  /** Of the runner that repositories are given. */
  runnerSha256: string;
}

/** Every variable of every function; the contract of each decides which it must have. */
export function environments(around: Surroundings): { [Name in FunctionName]: EnvironmentOf<Name> } {
  const { queues, settings, parameters } = around;
  const table = { TABLE_NAME: around.table.tableName };
  const candidates = { CANDIDATES_QUEUE_URL: queues.candidates.url };
  const lifecycle = { LIFECYCLE_QUEUE_URL: queues.lifecycle.url };
  const deadLetters = deadLetterVariables(queues);
  const publicUrl = { PUBLIC_URL: around.publicUrl };
  const executors = { LOCAL_EXECUTOR_URL: '', FLY_APP_NAME: settings.fly?.app ?? '' };
  const machines = machineVariables(parameters);
  const orders = machineOrderVariables(settings, parameters);
  const trackers = trackerVariables(settings, parameters);
  const retries = { RETRY_BY_MARKING: settings.retryByMarking };
  const advancing = { ...retries, ...chatVariables(parameters), NOTIFY_TOPIC_ARN: settings.notifyTopicArn ?? '' };
  const signing = { TOKEN_PRIVATE_KEY_PARAMETER: parameters.tokenPrivateKey };
  const verifying = {
    TOKEN_PUBLIC_KEYS_PARAMETER: parameters.tokenPublicKeys,
    TOKEN_SECRET_PARAMETER: parameters.tokenSecret,
  };
  const oidc = { GITHUB_OIDC_ISSUER: settings.githubOidcIssuer };
  const gate = { ...oidc, FLY_OIDC_ISSUER: settings.fly?.issuer ?? '', RUNNER_SHA256: around.runnerSha256 };
  const github = {
    GITHUB_API_URL: settings.githubApiUrl,
    GITHUB_APP_ID_PARAMETER: parameters.githubAppId,
    GITHUB_PRIVATE_KEY_PARAMETER: parameters.githubPrivateKey,
  };
  const running = { ...github, ...executors, ...machines, ...publicUrl };
  return {
    'poll-tickets': { ...table, ...candidates, ...lifecycle, ...trackers, ...retries },
    'dispatch-run': { ...table, ...lifecycle, ...trackers, ...running, ...orders, ...signing },
    'advance-run': { ...table, ...candidates, ...trackers, ...running, ...advancing },
    'watch-runs': { ...table, ...candidates, ...lifecycle, ...deadLetters, ...watchVariables(settings) },
    'equip-runner': { ...table, ...verifying, ...github, ...executors, ...publicUrl, ...gate },
    'sync-templates': { ...table, ...lifecycle, ...github, ...publicUrl },
    'comment-trigger': { ...table, ...lifecycle, ...publicUrl, ...oidc },
    'runner-callback': { ...table, ...lifecycle, ...verifying, GITHUB_WEB_URL: settings.githubWebUrl },
    'github-webhook': {
      ...table,
      ...lifecycle,
      GITHUB_WEBHOOK_SECRET_PARAMETER: parameters.githubWebhookSecret,
      PREVIOUS_GITHUB_WEBHOOK_SECRET_PARAMETER: parameters.previousGithubWebhookSecret,
    },
    'tracker-webhook': { ...lifecycle, ...trackerWebhookVariables(parameters) },
    admin: {
      ...table,
      ...trackers,
      ...candidates,
      ...lifecycle,
      ...deadLetters,
      ...executors,
      ACCESS_CODE_PARAMETER: parameters.accessCode,
    },
  };
}

function deadLetterVariables({ candidates, lifecycle }: Surroundings['queues']) {
  return { CANDIDATES_DEAD_LETTER_URL: candidates.deadLetterUrl, LIFECYCLE_DEAD_LETTER_URL: lifecycle.deadLetterUrl };
}

function watchVariables({ fly, pollIntervalMinutes }: DeploymentSettings) {
  return { FLY_APP_NAME: fly?.app ?? '', POLL_INTERVAL_MINUTES: String(pollIntervalMinutes) };
}

function trackerVariables(settings: DeploymentSettings, parameters: ParameterNames) {
  const linear = { LINEAR_API_URL: settings.linearApiUrl, LINEAR_API_KEY_PARAMETER: parameters.linearApiKey };
  const jira = {
    JIRA_SITE_URL: settings.jiraSiteUrl,
    JIRA_CLOUD_ID: settings.jiraCloudId,
    JIRA_TOKEN_KIND: settings.jiraTokenKind,
    JIRA_EMAIL_PARAMETER: parameters.jiraEmail,
    JIRA_TOKEN_PARAMETER: parameters.jiraToken,
  };
  return { ...linear, ...jira };
}

function chatVariables(parameters: ParameterNames) {
  return {
    SLACK_WEBHOOK_URL_PARAMETER: parameters.slackWebhookUrl,
    TEAMS_WEBHOOK_URL_PARAMETER: parameters.teamsWebhookUrl,
  };
}

function trackerWebhookVariables(parameters: ParameterNames) {
  return {
    LINEAR_WEBHOOK_SECRET_PARAMETER: parameters.linearWebhookSecret,
    PREVIOUS_LINEAR_WEBHOOK_SECRET_PARAMETER: parameters.previousLinearWebhookSecret,
    JIRA_WEBHOOK_SECRET_PARAMETER: parameters.jiraWebhookSecret,
    PREVIOUS_JIRA_WEBHOOK_SECRET_PARAMETER: parameters.previousJiraWebhookSecret,
  };
}

/** What machines are looked after with. */
function machineVariables(parameters: ParameterNames) {
  return {
    FLY_API_URL: 'https://api.machines.dev/v1',
    FLY_WEB_URL: 'https://fly.io',
    FLY_TOKEN_PARAMETER: parameters.flyToken,
  };
}

/** What they are made with. */
function machineOrderVariables({ githubWebUrl, fly }: DeploymentSettings, parameters: ParameterNames) {
  return {
    FLY_MODEL_CREDENTIALS_PARAMETER: parameters.flyModelCredentials,
    FLY_IMAGE: fly?.image ?? '',
    FLY_ALLOWED_IMAGES: fly?.allowedImages ?? '',
    FLY_REGIONS: fly?.regions ?? '',
    GITHUB_WEB_URL: githubWebUrl,
  };
}
