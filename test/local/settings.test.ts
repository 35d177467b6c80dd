import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LaptopSettings, readSettings, SettingsError, servicesOf } from '../../local/world/home/settings.ts';

const GITHUB = { GITHUB_APP_ID: '1', GITHUB_PRIVATE_KEY: 'line\\nline', PUBLIC_URL: 'https://tunnel.example' };
const GITHUB_COM = {
  apiUrl: 'https://api.github.com',
  webUrl: 'https://github.com',
  oidcIssuer: 'https://token.actions.githubusercontent.com',
};
const services = (variables: Record<string, string>) => servicesOf(LaptopSettings.parse(variables));

test('without credentials all services are simulated', () => {
  expect(services({ LINEAR_API_KEY: '', GITHUB_APP_ID: '' })).toEqual({
    ...{ linear: 'simulated', jira: 'simulated', github: 'simulated' },
  });
});

test('a half configured GitHub is refused with what is missing', () => {
  expect(() => services({ GITHUB_APP_ID: '1' })).toThrow(/GITHUB_PRIVATE_KEY and PUBLIC_URL are missing/);
  expect(() => services({ ...GITHUB, PUBLIC_URL: '' })).toThrow(/PUBLIC_URL is missing/);
});

test('a real Linear with a simulated GitHub is refused, since its links would lead nowhere', () => {
  expect(() => services({ LINEAR_API_KEY: 'lin_api_x' })).toThrow(/links to nowhere/);
});

test('all credentials make both real, and the private key gets its line ends', () => {
  expect(services({ ...GITHUB, LINEAR_API_KEY: 'lin_api_x' })).toEqual({
    linear: { apiKey: 'lin_api_x', apiUrl: 'https://api.linear.app/graphql' },
    github: { ...{ appId: '1', privateKey: 'line\nline', publicUrl: 'https://tunnel.example' }, ...GITHUB_COM },
  });
});

const JIRA = { JIRA_SITE_URL: 'https://acme.atlassian.net/', JIRA_EMAIL: 'bot@acme.test', JIRA_API_TOKEN: 'token' };

test('a real Jira takes e-mail and API token, or a cloud id and an OAuth token', () => {
  const { JIRA_SITE_URL } = JIRA;
  expect(services({ ...GITHUB, ...JIRA })).not.toHaveProperty('linear');
  expect(services({ ...GITHUB, ...JIRA, LINEAR_API_KEY: 'lin_api_x' })).toMatchObject({
    ...{ linear: { apiKey: 'lin_api_x' }, jira: { email: 'bot@acme.test' } },
  });
  expect(services({ ...GITHUB, ...JIRA }).jira).toEqual({
    ...{
      siteUrl: 'https://acme.atlassian.net',
      email: 'bot@acme.test',
      apiToken: 'token',
      cloudId: '',
      accessToken: '',
    },
  });
  expect(services({ ...GITHUB, JIRA_SITE_URL, JIRA_CLOUD_ID: 'c', JIRA_ACCESS_TOKEN: 't' }).jira).toMatchObject({
    ...{ cloudId: 'c', accessToken: 't' },
  });
});

test('a half configured Jira, one with both ways, and one beside a simulated GitHub are refused', () => {
  expect(services({ ...GITHUB, ...JIRA, JIRA_CLOUD_ID: 'c' }).jira).toMatchObject({ cloudId: 'c', accessToken: '' });
  expect(() => services({ ...GITHUB, JIRA_SITE_URL: 'https://acme.atlassian.net' })).toThrow(/Jira is half configured/);
  expect(() => services({ ...GITHUB, JIRA_API_TOKEN: 'token' })).toThrow(/Jira is half configured/);
  expect(() => services({ ...GITHUB, ...JIRA, JIRA_ACCESS_TOKEN: 't' })).toThrow(/Jira is half configured/);
  expect(() => services(JIRA)).toThrow(/links to nowhere/);
});

test('the addresses of real services are taken from the settings', () => {
  const addresses = {
    LINEAR_API_URL: 'http://127.0.0.1:4601/graphql',
    GITHUB_API_URL: 'https://api.acme.ghe.com/',
    GITHUB_WEB_URL: 'https://acme.ghe.com',
    GITHUB_OIDC_ISSUER: 'https://token.actions.acme.ghe.com',
  };

  expect(services({ ...GITHUB, LINEAR_API_KEY: 'lin_api_x', ...addresses })).toMatchObject({
    linear: { apiUrl: 'http://127.0.0.1:4601/graphql' },
    github: {
      ...{ apiUrl: 'https://api.acme.ghe.com', webUrl: 'https://acme.ghe.com' },
      oidcIssuer: 'https://token.actions.acme.ghe.com',
    },
  });
});

test.each([
  [{ PUBLIC_URL: 'http://plain.example' }, 'PUBLIC_URL must be an https URL, not "http://plain.example".'],
  [
    { JIRA_SITE_URL: 'http://acme.atlassian.net' },
    'JIRA_SITE_URL must be an https URL, not "http://acme.atlassian.net".',
  ],
  [{ JIRA_SITE_URL: 'acme.atlassian.net' }, 'JIRA_SITE_URL must be an https URL, not "acme.atlassian.net".'],
  [{ LINEAR_API_URL: 'http://linear.example' }, 'LINEAR_API_URL must be an https URL, not "http://linear.example".'],
  [{ GITHUB_API_URL: 'github.com' }, 'GITHUB_API_URL must be an https URL, not "github.com".'],
  [{ POLL_INTERVAL_MS: '10' }, 'POLL_INTERVAL_MS must be a whole number of milliseconds, at least 1000, not "10".'],
  [{ POLL_INTERVAL_MS: 'soon' }, 'POLL_INTERVAL_MS must be a whole number of milliseconds, at least 1000, not "soon".'],
  [{ RETRY_BY_MARKING: 'yes' }, 'RETRY_BY_MARKING must be true or false, not "yes".'],
])('%o is refused with one sentence', (variables, sentence) => {
  const read = () => readSettings('no-such-file', variables);

  expect(read).toThrow(SettingsError);
  expect(read).toThrow(sentence);
});

test('every wrong setting is named at once', () => {
  const wrong = () => readSettings('no-such-file', { POLL_INTERVAL_MS: '10', PUBLIC_URL: 'http://plain.example' });
  expect(wrong).toThrow(/^PUBLIC_URL .*\nPOLL_INTERVAL_MS .*$/);
});

test.each([
  ['LINEAR_API_KEYS', 'LINEAR_API_KEYS in FILE is no setting: did you mean LINEAR_API_KEY?'],
  ['linear_api_key', 'linear_api_key in FILE is no setting: did you mean LINEAR_API_KEY?'],
  ['GITHUB_PRIVAT_KEY', 'GITHUB_PRIVAT_KEY in FILE is no setting: did you mean GITHUB_PRIVATE_KEY?'],
  ['HTTPS_PROXY', 'HTTPS_PROXY in FILE is no setting: .env.example lists them.'],
])('a name of .env that is no setting is named: %s', (name, sentence) => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, '.env');
  writeFileSync(file, `${name}=x\n`);

  expect(() => readSettings(file, {})).toThrow(sentence.replace('FILE', file));
  expect(() => readSettings('no-such-file', { [name]: 'x' })).not.toThrow();
});
