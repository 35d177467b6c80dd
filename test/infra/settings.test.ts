import { expect, test } from 'vitest';
import { readSettings } from '../../infra/read-settings.ts';
import { UnusableSettings } from '../../infra/refusal.ts';

test('without settings everything has a value that works', () => {
  expect(readSettings({ PATH: '/bin', PUBLIC_URL: '' })).toEqual({
    pollIntervalMinutes: 1,
    retryByMarking: 'true',
    publicUrl: undefined,
    linearApiUrl: 'https://api.linear.app/graphql',
    jiraSiteUrl: '',
    jiraCloudId: '',
    jiraTokenKind: 'api',
    githubApiUrl: 'https://api.github.com',
    githubWebUrl: 'https://github.com',
    githubOidcIssuer: 'https://token.actions.githubusercontent.com',
    fly: undefined,
    alarmEmail: undefined,
    alarmTopicArn: undefined,
    edge: { domain: undefined, hasDefaultEndpoint: true },
    landingZone: {
      tags: {},
      permissionsBoundaryArn: undefined,
      bootstrapQualifier: undefined,
      kmsKeyArn: undefined,
      logRetentionDays: 30,
      isTableKept: true,
      isTraced: false,
    },
    watching: { hasRunMetrics: false, hasDashboard: false },
  });
});

test('the poll interval becomes whole minutes', () => {
  expect(readSettings({ POLL_INTERVAL_MS: '300000' }).pollIntervalMinutes).toBe(5);
});

test.each([
  ['30000', 'POLL_INTERVAL_MS must be at least 60000: a schedule on AWS fires at most once a minute, not 30000.'],
  ['90000', 'POLL_INTERVAL_MS must be a whole number of minutes, such as 60000 or 120000, not 90000.'],
  ['-60000', 'POLL_INTERVAL_MS must be at least 60000: a schedule on AWS fires at most once a minute, not -60000.'],
  ['soon', 'POLL_INTERVAL_MS must be a number of milliseconds, not "soon".'],
])('a poll interval of %s is refused with a sentence', (value, sentence) => {
  expect(() => readSettings({ POLL_INTERVAL_MS: value })).toThrow(sentence);
});

test('everything that is wrong is told at once', () => {
  const read = () => readSettings({ POLL_INTERVAL_MS: '1', RETRY_BY_MARKING: 'maybe', PUBLIC_URL: 'http://x' });
  expect(read).toThrow(
    /POLL_INTERVAL_MS .*\nRETRY_BY_MARKING must be true or false.*\nPUBLIC_URL must be an https URL/,
  );
});

test('a deployment without Linear needs a Jira', () => {
  const JIRA_SITE_URL = 'https://acme.atlassian.net';
  expect(readSettings({ LINEAR: 'off', JIRA_SITE_URL })).toMatchObject({
    linearApiUrl: '',
    jiraSiteUrl: JIRA_SITE_URL,
  });
  expect(() => readSettings({ LINEAR: 'off' })).toThrow('there is no tracker');
});

const SITE = { JIRA_SITE_URL: 'https://acme.atlassian.net' };

test.each([
  [{}, { jiraCloudId: '', jiraTokenKind: 'api' }],
  [
    { ...SITE, JIRA_CLOUD_ID: 'c1' },
    { jiraCloudId: 'c1', jiraTokenKind: 'oauth' },
  ],
  [
    { ...SITE, JIRA_CLOUD_ID: 'c1', JIRA_TOKEN_KIND: 'api' },
    { jiraCloudId: 'c1', jiraTokenKind: 'api' },
  ],
])('Jira is signed in to as %o says', (given, settings) => {
  expect(readSettings(given)).toMatchObject(settings);
});

test.each([
  [{ ...SITE, JIRA_TOKEN_KIND: 'oauth' }, 'JIRA_TOKEN_KIND is oauth and JIRA_CLOUD_ID is not set'],
  [{ JIRA_TOKEN_KIND: 'basic' }, 'JIRA_TOKEN_KIND must be api or oauth, not "basic".'],
])('a sign-in to Jira by %o is refused', (given, sentence) => {
  expect(() => readSettings(given)).toThrow(sentence);
});

test('a public address is kept without its trailing slash', () => {
  expect(readSettings({ PUBLIC_URL: 'https://a.example/' }).publicUrl).toBe('https://a.example');
});

test('alarms go to one place, if to any', () => {
  const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';
  expect(readSettings({ ALARM_EMAIL: 'ops@acme.test' })).toMatchObject({ alarmEmail: 'ops@acme.test' });
  expect(readSettings({ ALARM_TOPIC_ARN: topic })).toMatchObject({ alarmTopicArn: topic });
  expect(() => readSettings({ ALARM_EMAIL: 'ops' })).toThrow('ALARM_EMAIL must be an e-mail address, not "ops".');
  expect(() => readSettings({ ALARM_TOPIC_ARN: 'arn:aws:sqs:x' })).toThrow(
    'ALARM_TOPIC_ARN must be the ARN of a topic',
  );
  expect(() => readSettings({ ALARM_EMAIL: 'ops@acme.test', ALARM_TOPIC_ARN: topic })).toThrow('both set');
});

test('settings that are wrong together are told beside those that are wrong by themselves', () => {
  const given = {
    POLL_INTERVAL_MS: '60001',
    LINEAR: 'off',
    ALARM_EMAIL: 'ops@acme.test',
    ALARM_TOPIC_ARN: 'x',
    JIRA_CLOUD_ID: 'c1',
  };
  const codes = refusalOf(() => readSettings(given)).problems.map(({ code }) => code);
  expect(codes).toEqual(['setting_unusable', 'setting_unusable', 'no_tracker', 'jira_without_site']);
});

test('addresses of GitHub are of one GitHub', () => {
  const given = { GITHUB_API_URL: 'https://api.acme.ghe.com' };
  const whole = {
    ...given,
    GITHUB_WEB_URL: 'https://acme.ghe.com',
    GITHUB_OIDC_ISSUER: 'https://token.actions.acme.ghe.com',
  };
  expect(refusalOf(() => readSettings(given)).problems).toEqual([
    { code: 'github_addresses_mixed', sentence: expect.stringContaining('https://token.actions.acme.ghe.com') },
  ]);
  expect(readSettings(whole)).toMatchObject({ githubApiUrl: given.GITHUB_API_URL });
});

const DOMAIN = {
  DOMAIN_NAME: 'ai.acme.example',
  CERTIFICATE_ARN: 'arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
};

test('a host name of its own is where everybody reaches the API, unless another address stands before it', () => {
  expect(readSettings(DOMAIN).publicUrl).toBe('https://ai.acme.example');
  expect(readSettings({ ...DOMAIN, PUBLIC_URL: 'https://cdn.acme.example/' }).publicUrl).toBe(
    'https://cdn.acme.example',
  );
});

const FLY = { FLY_APP: 'acme-runs', FLY_ORG: 'acme', FLY_IMAGE: 'registry.fly.io/acme-runs:1' };

test('machines on Fly have an app, an organisation that vouches for them, and an image', () => {
  expect(readSettings({ ...FLY, FLY_REGIONS: 'fra,ams' }).fly).toEqual({
    ...{ app: 'acme-runs', issuer: 'https://oidc.fly.io/acme', image: FLY.FLY_IMAGE },
    ...{ allowedImages: '', regions: 'fra,ams' },
  });
});

test('settings of a landing zone are read from variables too', () => {
  const given = { TAGS: '{"team":"platform"}', LOG_RETENTION_DAYS: '365', REMOVAL_POLICY: 'destroy', XRAY: 'on' };
  expect(readSettings(given).landingZone).toMatchObject({
    ...{ tags: { team: 'platform' }, logRetentionDays: 365, isTableKept: false, isTraced: true },
  });
});

test.each([
  [{ DOMAIN_NAME: DOMAIN.DOMAIN_NAME }, 'domain_incomplete'],
  [{ CERTIFICATE_ARN: DOMAIN.CERTIFICATE_ARN }, 'domain_incomplete'],
  [{ DEFAULT_ENDPOINT: 'off' }, 'no_endpoint'],
  [
    { TAGS: JSON.stringify(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`t${n}`, 'x'.repeat(100)]))) },
    'settings_too_long',
  ],
  [{ TAGS: 'team=platform' }, 'setting_unusable'],
  [{ TAGS: '{"aws:team":"platform"}' }, 'setting_unusable'],
  [{ LOG_RETENTION_DAYS: '31' }, 'setting_unusable'],
  [{ KMS_KEY_ARN: 'arn:aws:kms:eu-central-1:123456789012:alias/mine' }, 'setting_unusable'],
  [{ PERMISSIONS_BOUNDARY_ARN: 'boundary' }, 'setting_unusable'],
  [{ BOOTSTRAP_QUALIFIER: 'a-b' }, 'setting_unusable'],
  [{ DOMAIN_NAME: 'https://ai.acme.example' }, 'setting_unusable'],
  [{ FLY_APP: FLY.FLY_APP }, 'fly_incomplete'],
  [{ FLY_ORG: FLY.FLY_ORG, FLY_IMAGE: FLY.FLY_IMAGE }, 'fly_incomplete'],
  [{ FLY_REGIONS: 'fra' }, 'fly_without_app'],
  [{ FLY_ALLOWED_IMAGES: 'ghcr.io/acme' }, 'fly_without_app'],
  [{ ...FLY, FLY_IMAGE: 'acme-runs' }, 'setting_unusable'],
  [{ ...FLY, FLY_IMAGE: 'registry.fly.io/acme-runs:1 --privileged' }, 'setting_unusable'],
  [{ ...FLY, FLY_REGIONS: 'frankfurt' }, 'setting_unusable'],
])('%j is refused as %s, with what to do', (given, code) => {
  const { problems } = refusalOf(() => readSettings(given));
  expect(problems.map((problem) => problem.code)).toEqual([code]);
});

function refusalOf(act: () => unknown): UnusableSettings {
  try {
    act();
  } catch (error) {
    if (error instanceof UnusableSettings) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
