import { expect, test } from 'vitest';
import { LaptopSettings, readSettings, SettingsError, servicesOf } from '../../local/world/home/settings.ts';

const GITHUB = { GITHUB_APP_ID: '1', GITHUB_PRIVATE_KEY: 'line\\nline', PUBLIC_URL: 'https://tunnel.example' };
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
    linear: { apiKey: 'lin_api_x' },
    github: { appId: '1', privateKey: 'line\nline', publicUrl: 'https://tunnel.example' },
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
  expect(() => services({ ...GITHUB, JIRA_SITE_URL: 'https://acme.atlassian.net' })).toThrow(/Jira is half configured/);
  expect(() => services({ ...GITHUB, JIRA_API_TOKEN: 'token' })).toThrow(/Jira is half configured/);
  expect(() => services({ ...GITHUB, ...JIRA, JIRA_CLOUD_ID: 'c' })).toThrow(/Jira is half configured/);
  expect(() => services(JIRA)).toThrow(/links to nowhere/);
});

test('every wrong setting is named at once', () => {
  const wrong = () => readSettings('no-such-file', { POLL_INTERVAL_MS: '10', PUBLIC_URL: 'http://plain.example' });
  expect(wrong).toThrow(SettingsError);
  expect(wrong).toThrow(/PUBLIC_URL[\s\S]*POLL_INTERVAL_MS|POLL_INTERVAL_MS[\s\S]*PUBLIC_URL/);
});
