import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TriedCredentials, tryCredentials } from '../../local/commands/try-credentials.ts';
import { LaptopSettings, servicesOf } from '../../local/world/home/settings.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';
import { ACCESS, startJira } from '../adapters/jira-harness.ts';
import { API_KEY, startLinear } from '../adapters/linear-harness.ts';

let linear: LinearSimulator;
let jira: JiraSimulator;
let github: GitHubForTests;
beforeAll(async () => {
  ({ simulator: linear } = await startLinear());
  ({ simulator: jira } = await startJira());
  github = await aGitHubSimulator();
});
afterAll(async () => {
  await linear.stop();
  await jira.stop();
  await github.close();
});

/** What is told at a start with all three real ones, and these settings changed. */
function tried(changed: Record<string, string> = {}): Promise<TriedCredentials> {
  const settings = {
    ...{ LINEAR_API_KEY: API_KEY, LINEAR_API_URL: linear.url },
    ...{ JIRA_SITE_URL: jira.url, JIRA_EMAIL: ACCESS.email, JIRA_API_TOKEN: ACCESS.apiToken },
    ...{ GITHUB_APP_ID: APP.appId, GITHUB_PRIVATE_KEY: APP.privateKey.replaceAll('\n', '\\n') },
    ...{ PUBLIC_URL: 'https://tunnel.example', GITHUB_API_URL: github.simulator.url },
    ...changed,
  };
  return tryCredentials(servicesOf(LaptopSettings.parse(settings)), { jiraGatewayUrl: jira.url, timeoutMs: 2000 });
}

const SCOPED = { JIRA_CLOUD_ID: ACCESS.cloudId, JIRA_API_TOKEN: ACCESS.scopedToken };
const OAUTH = {
  ...{ JIRA_EMAIL: '', JIRA_API_TOKEN: '', JIRA_CLOUD_ID: ACCESS.cloudId, JIRA_ACCESS_TOKEN: ACCESS.accessToken },
};

test.each([{}, SCOPED, OAUTH])('credentials that are right are passed over in silence: %o', async (changed) => {
  expect(await tried(changed)).toEqual({ faults: [], doubts: [] });
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'a Linear key that is none',
    { LINEAR_API_KEY: 'lin_api_wrong' },
    /^Linear does not take the API key: .*linear\.app.*LINEAR_API_KEY/,
  ],
  [
    'a Jira token that is none',
    { JIRA_API_TOKEN: 'wrong' },
    /^Jira does not take e-mail and token: .*JIRA_EMAIL and JIRA_API_TOKEN in .env/,
  ],
  [
    'a Jira token with scopes, on the site',
    { JIRA_API_TOKEN: ACCESS.scopedToken },
    /one with scopes needs JIRA_CLOUD_ID/,
  ],
  [
    'an OAuth token that is none',
    { ...OAUTH, JIRA_ACCESS_TOKEN: 'wrong' },
    /^Jira does not take e-mail and token: .*JIRA_ACCESS_TOKEN/,
  ],
  [
    'an App that there is not',
    { GITHUB_APP_ID: '999' },
    /^GitHub does not take this App id with this private key: .*GITHUB_APP_ID and GITHUB_PRIVATE_KEY/,
  ],
  [
    'a private key that is none',
    { GITHUB_PRIVATE_KEY: 'no key' },
    /^The private key .* no whole PEM file.*GITHUB_PRIVATE_KEY/,
  ],
])('%s is one sentence', async (_, changed, sentence) => {
  expect(await tried(changed)).toEqual({ faults: [expect.stringMatching(sentence)], doubts: [] });
});

test('all that are wrong are told at once', async () => {
  const { faults } = await tried({ LINEAR_API_KEY: 'wrong', JIRA_API_TOKEN: 'wrong', GITHUB_APP_ID: '999' });

  expect(faults).toHaveLength(3);
});

test('a vendor that does not answer, or with a page, leaves a doubt and no fault', async () => {
  const nobody = 'http://127.0.0.1:9';
  const { faults, doubts } = await tried({ LINEAR_API_URL: nobody, JIRA_SITE_URL: nobody, GITHUB_API_URL: jira.url });

  expect(faults.length + doubts.length).toBe(3);
  expect(doubts).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Linear did not answer: /),
      expect.stringMatching(/^Jira did not answer: /),
    ]),
  );
});
