import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS } from '../../test/adapters/jira-harness.ts';
import { testClock } from '../../test/adapters/linear-harness.ts';
import { type JiraSimulator, startJiraSimulator } from '../jira/simulator.ts';

let simulator: JiraSimulator;
let clock: ReturnType<typeof testClock>;
beforeEach(async () => {
  clock = testClock();
  const issues = [
    { title: 'one', marker: 'Ready' },
    { title: 'two', blockedBy: ['PROJ-1'] },
  ];
  const seed = { projects: [{ key: 'PROJ', name: 'Product', issues }], repos: ['acme/backend'] };
  simulator = await startJiraSimulator({ clock, access: ACCESS, seed });
});
afterEach(() => simulator.stop());

const basic = `Basic ${Buffer.from(`${ACCESS.email}:${ACCESS.apiToken}`).toString('base64')}`;

async function ask(method: string, path: string, body?: unknown, authorization = basic) {
  const headers = { authorization, 'content-type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(simulator.url + path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const { status, headers: answered } = response;
  return { status, headers: answered, body: text === '' ? undefined : isJson ? JSON.parse(text) : text };
}

const search = (more: object = {}) => ask('POST', '/rest/api/3/search/jql', { jql: 'project = PROJ', ...more });
const PARAGRAPH = { type: 'paragraph', content: [{ type: 'text', text: 'said' }] };
const DOCUMENT = { type: 'doc', version: 1, content: [PARAGRAPH] };

describe('the simulator of Jira', () => {
  it('gives ids alone unless fields are asked for', async () => {
    const { body } = await search();
    expect(body.issues.map((issue: object) => Object.keys(issue).sort())).toEqual([
      ['expand', 'id', 'key', 'self'],
      ['expand', 'id', 'key', 'self'],
    ]);
    expect(body.isLast).toBe(true);
  });

  it('pages with tokens that belong to their query', async () => {
    const { body: first } = await search({ maxResults: 1 });
    const { body: second } = await search({ maxResults: 1, nextPageToken: first.nextPageToken });
    expect([...first.issues, ...second.issues].map((issue) => issue.key)).toEqual(['PROJ-1', 'PROJ-2']);
    expect(second).not.toHaveProperty('nextPageToken');
    expect((await search({ jql: 'key = PROJ-1', nextPageToken: first.nextPageToken })).status).toBe(400);
  });

  it('shows writes in a search after the lag, and at once where an issue is reconciled', async () => {
    simulator.setListingLag(10_000);
    simulator.unmark('PROJ-1');
    const jql = '"AI-Implement Status" = Ready';
    const id = Number(simulator.idOf('PROJ-1'));
    expect((await search({ jql })).body.issues).toHaveLength(1);
    expect((await search({ jql, reconcileIssues: [id] })).body.issues).toHaveLength(0);
    clock.advance(10_000);
    expect((await search({ jql })).body.issues).toHaveLength(0);
  });

  it('takes 20 writes of one issue in two seconds, then says when to come again', async () => {
    const write = (key: string) => ask('POST', `/rest/api/3/issue/${key}/comment`, { body: DOCUMENT });
    for (let n = 0; n < 20; n += 1) expect((await write('PROJ-1')).status).toBe(201);
    const refused = await write('PROJ-1');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await write('PROJ-2')).status).toBe(201);
    clock.advance(2000);
    expect((await write('PROJ-1')).status).toBe(201);
  });

  it('goes on with what was exported, and shows a page for each ticket', async () => {
    simulator.comment('PROJ-1', 'look <here>');
    const state = simulator.export();
    simulator.remove('PROJ-1');
    simulator.import(JSON.parse(JSON.stringify(state)));
    const page = await (await fetch(`${simulator.url}/browse/PROJ-1`)).text();
    expect(page).toContain('look &lt;here&gt;');
    expect((await fetch(`${simulator.url}/browse/PROJ-9`)).status).toBe(404);
  });

  it('tells what happened to a ticket', () => {
    simulator.unmark('PROJ-1');
    simulator.done('PROJ-1');
    expect(simulator.changes().map(({ key, event }) => `${key} ${event}`)).toEqual([
      'PROJ-1 AI-Implement Status: none',
      'PROJ-1 status: Done',
    ]);
  });
});

describe('what the simulator of Jira refuses', () => {
  it.each([
    ['POST', '/rest/api/3/search', { jql: 'project = PROJ' }, 410],
    ['POST', '/rest/api/3/search/jql', { jql: 'project = PROJ', startAt: 0 }, 400],
    ['POST', '/rest/api/3/search/jql', { jql: 7 }, 400],
    ['POST', '/rest/api/3/search/jql', { jql: 'project = PROJ', expand: 'names' }, 501],
    ['POST', '/rest/api/3/search/jql', { jql: 'project = PROJ', fields: ['sumary'] }, 501],
    ['POST', '/rest/api/3/search/jql?jql=x', { jql: 'project = PROJ' }, 501],
    ['GET', '/rest/api/3/issue/PROJ-1', undefined, 501],
    ['GET', '/rest/api/3/issue/PROJ-9?fields=summary', undefined, 404],
    ['GET', '/rest/api/3/issue/PROJ-1/transitions', undefined, 501],
    ['POST', '/rest/api/3/issue/PROJ-1/comment', { body: 'plain text' }, 400],
    ['POST', '/rest/api/3/issue/PROJ-1/comment', { body: { type: 'doc', version: 1, content: [] } }, 400],
    ['POST', '/rest/api/3/issue/PROJ-1/comment', { body: DOCUMENT, colour: 'red' }, 400],
    ['PUT', '/rest/api/3/issue/PROJ-1', { fields: { summary: { value: 'x' } } }, 400],
    ['PUT', '/rest/api/3/issue/PROJ-1', { transition: { id: '31' } }, 501],
  ])('%s %s with %j', async (method, path, body, status) => {
    expect((await ask(method, path, body)).status).toBe(status);
  });

  it.each([
    [{ type: 'doc', version: 1, content: [{ type: 'bulletList', content: [] }] }],
    [{ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }] }],
    [{ type: 'doc', version: 1, content: [{ type: 'html', text: '<b>' }] }],
  ])('a comment that is no valid document: %j', async (body) => {
    const answer = await ask('POST', '/rest/api/3/issue/PROJ-1/comment', { body });
    expect(answer).toMatchObject({ status: 400, body: { errorMessages: ['INVALID_INPUT'] } });
  });

  it('credentials on the wrong side of the gateway', async () => {
    const bearer = `Bearer ${ACCESS.accessToken}`;
    const gateway = `/ex/jira/${ACCESS.cloudId}`;
    expect((await ask('GET', '/rest/api/3/myself', undefined, bearer)).status).toBe(401);
    expect((await ask('GET', `${gateway}/rest/api/3/myself`)).status).toBe(401);
    expect((await ask('GET', `${gateway}/rest/api/3/myself`, undefined, bearer)).status).toBe(200);
  });

  it("a change of somebody else's comment", async () => {
    simulator.comment('PROJ-1', 'mine');
    const id = simulator.commentsOf('PROJ-1')[0]?.id;
    expect((await ask('PUT', `/rest/api/3/issue/PROJ-1/comment/${id}`, { body: DOCUMENT })).status).toBe(400);
  });
});
