import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCESS, basicAuth } from '../../test/adapters/jira-harness.ts';
import { testClock } from '../../test/adapters/linear-harness.ts';
import { type JiraSimulator, startJiraSimulator } from '../jira/simulator.ts';

let simulator: JiraSimulator;
let clock: ReturnType<typeof testClock>;
beforeEach(async () => {
  clock = testClock();
  const projects = [{ key: 'PROJ', name: 'Product', issues: [{ title: 'one', marker: 'Ready' }] }];
  simulator = await startJiraSimulator({ clock, access: ACCESS, seed: { projects, repos: ['acme/backend'] } });
});
afterEach(() => simulator.stop());

const MYSELF = '/rest/api/3/myself';
const SEARCH = '/rest/api/3/search/jql';

async function ask(path: string, { token = ACCESS.apiToken, body }: { token?: string; body?: object } = {}) {
  const authorization = await basicAuth(token).header({ isFresh: false });
  const headers = { authorization, 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(simulator.url + path, { headers, ...init });
  return {
    ...{ status: answer.status, text: await answer.text() },
    reason: answer.headers.get('x-seraph-loginreason'),
  };
}

test('somebody whose sign-in fails is nobody: a search finds nothing, an issue is not there, and nothing can be written', async () => {
  const token = 'another one';
  const reason = 'AUTHENTICATED_FAILED';
  const gone = { status: 404, reason, text: expect.stringContaining('you do not have permission to see it') };

  expect(await ask(SEARCH, { token, body: { jql: 'project = PROJ' } })).toEqual({
    ...{ status: 200, reason, text: '{"issues":[],"isLast":true}' },
  });
  expect(await ask('/rest/api/3/issue/PROJ-1?fields=summary', { token })).toEqual(gone);
  expect(await ask('/rest/api/3/issue/PROJ-1/comment', { token, body: { body: 'said' } })).toEqual(gone);
  expect(await ask(MYSELF, { token })).toMatchObject({
    status: 401,
    reason,
    text: expect.stringContaining('authenticated'),
  });
});

test('a token dies at the moment that is set, and another one is taken after it', async () => {
  simulator.expireTokens(clock.now() + 1000);
  expect((await ask(MYSELF)).status).toBe(200);
  clock.advance(1000);
  expect((await ask(MYSELF)).status).toBe(401);
  simulator.renewTokens('a new token');

  expect((await ask(MYSELF)).status).toBe(401);
  expect((await ask(MYSELF, { token: 'a new token' })).status).toBe(200);
});

test('the gateway refuses an access token that has expired', async () => {
  simulator.expireTokens();
  const headers = { authorization: `Bearer ${ACCESS.accessToken}` };
  const answer = await fetch(`${simulator.url}/ex/jira/${ACCESS.cloudId}${MYSELF}`, { headers });

  expect([answer.status, answer.headers.get('x-seraph-loginreason')]).toEqual([401, null]);
});
