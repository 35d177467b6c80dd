import { beforeEach, expect, test } from 'vitest';
import { makeFields } from '../../shared/adapters/jira/make-fields.ts';
import { seeSite } from '../../shared/adapters/jira/see-site.ts';
import { jiraChecks } from '../../shared/checks/vendor-checks.ts';
import type { Check } from '../../shared/contract/check.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { ACCESS, startJira } from '../adapters/jira-harness.ts';

const store = 'then run `npm run setup -- prod`';
/** What is not as it should be, in the order found. */
const wrong = (checks: readonly Check[]) => checks.filter(({ verdict }) => verdict !== 'ok');

let jira: JiraSimulator;
beforeEach(async () => {
  ({ simulator: jira } = await startJira());
  return () => jira.stop();
});

const basic = (token: string) => `Basic ${Buffer.from(`${ACCESS.email}:${token}`).toString('base64')}`;
const site = (header: string, cloudId?: string) => ({
  ...{ siteUrl: jira.url, gatewayUrl: jira.url },
  auth: { header: async () => header, ...(cloudId && { cloudId }) },
});
async function looked(header = basic(ACCESS.apiToken), cloudId?: string): Promise<Check[]> {
  return jiraChecks(await seeSite(site(header, cloudId)), { store, siteUrl: jira.url });
}

test('a token of Jira that is good says whose it is, and its fields', async () => {
  expect(await looked()).toMatchObject([
    { code: 'jira_signs_in', evidence: expect.stringContaining('AI-Implement') },
    { code: 'jira_field_found', name: 'Jira field, AI-Implement Status' },
    { code: 'jira_field_found', name: 'Jira field, AI-Implement Repo' },
  ]);
});

test.each([
  ['wrong', basic('wrong')],
  ['empty', basic('')],
])('a token of Jira that is %s is refused, with the page that makes another', async (_, header) => {
  expect(await looked(header)).toMatchObject([
    { code: 'jira_token_refused', remedy: expect.stringMatching(/id\.atlassian\.com.*api-tokens.*setup -- prod/) },
  ]);
});

test('a token of Jira that expired is refused, though Jira says so of nobody', async () => {
  jira.expireTokens();

  expect(await looked()).toMatchObject([
    { code: 'jira_token_refused', evidence: expect.stringContaining('a year at most') },
  ]);
});

test('a token of Jira that lacks a scope is told the scopes', async () => {
  jira.setScopes('read:jira-user');

  expect(await looked(`Bearer ${ACCESS.accessToken}`, ACCESS.cloudId)).toMatchObject([
    { code: 'jira_scope_lacking', remedy: expect.stringContaining('write:jira-work') },
  ]);
});

test('a token of Jira is not judged while Jira has a fault', async () => {
  jira.faults.add({ operation: '*', kind: 'status', status: 503, times: 1 });

  expect(await looked()).toMatchObject([{ code: 'jira_unanswered', verdict: 'not_tried' }]);
});

/** As on a site that nobody prepared, but for what is kept. */
function strip(...kept: string[]): void {
  const state = jira.export();
  const status = state.fields.filter(({ name }) => kept.includes(name));
  jira.import({ ...state, fields: status.map((field) => ({ ...field, options: field.options.slice(0, 2) })) });
}

test('a token of Jira of an account that does not administer Jira makes nothing, and says where it is made', async () => {
  strip();
  expect(await makeFields(site(basic(ACCESS.apiToken)))).toBe('forbidden');

  expect(wrong(await looked())).toMatchObject([
    {
      code: 'jira_field_missing',
      verdict: 'failed',
      remedy: expect.stringContaining('secure/admin/ViewCustomFields'),
    },
    { code: 'jira_field_missing' },
  ]);
});

test.each([
  ['nothing', [], 11],
  ['one field, with two options', ['AI-Implement Status'], 8],
  ['both, and options lack', ['AI-Implement Status', 'AI-Implement Repo'], 7],
])('a token of Jira of an administrator makes what a site with %s lacks, once', async (_, kept, count) => {
  strip(...kept);
  jira.letAdminister();

  const first = await makeFields(site(basic(ACCESS.apiToken)));
  expect(first).toEqual({ made: expect.any(Array) });
  expect(typeof first === 'object' && 'made' in first ? first.made : []).toHaveLength(count);
  expect(await makeFields(site(basic(ACCESS.apiToken)))).toEqual({ made: [] });
  expect(wrong(await looked())).toEqual([]);
});

test('a token of Jira warns of options that lack, and of two fields of one name', async () => {
  strip('AI-Implement Status', 'AI-Implement Repo');
  const state = jira.export();
  const [status, repo] = state.fields;
  if (status === undefined || repo === undefined) throw new Error('the site has no fields');
  jira.import({ ...state, fields: [status, repo, { ...repo, id: 'customfield_99' }] });

  expect(wrong(await looked())).toMatchObject([
    { code: 'jira_field_doubled', remedy: expect.stringContaining('customfield_') },
    { code: 'options_missing', evidence: expect.stringContaining('Merged') },
  ]);
});
