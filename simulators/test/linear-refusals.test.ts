import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY, startLinear } from '../../test/adapters/linear-harness.ts';
import type { LinearSimulator } from '../linear/simulator.ts';

let simulator: LinearSimulator;
beforeAll(async () => {
  ({ simulator } = await startLinear());
  simulator.createIssue('ENG', { title: 'a ticket', labels: ['AI-Implement'] });
  simulator.comment('ENG-1', 'a comment');
});
afterAll(() => simulator.stop());

interface Reply {
  status: number;
  headers: Headers;
  body: { data?: unknown; errors?: Array<{ message: string; extensions: Record<string, unknown> }> };
}

async function ask(query: string, variables: Record<string, unknown> = {}, key = API_KEY): Promise<Reply> {
  const response = await fetch(simulator.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: key },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}

const update = (input: string) => `mutation { issueUpdate(id: "ENG-1", input: ${input}) { success } }`;
const issues = (args: string) => `{ issues${args} { nodes { id } } }`;
const comment = (input: string) => `mutation { commentCreate(input: ${input}) { success } }`;
const NO_UUID_V4 = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('the simulator of Linear refuses what does not fit the schema:', () => {
  it.each([
    ['text that is no GraphQL', 'issues please', /Syntax Error/],
    ['an unknown query', '{ tickets { id } }', /Cannot query field/],
    ['an unknown field', '{ issues { nodes { label } } }', /Cannot query field "label"/],
    ['a field of an object without its fields', '{ issues { nodes { team } } }', /must have a selection/],
    ['an unknown argument', issues('(limit: 5)'), /Unknown argument "limit"/],
    ['an argument of a wrong type', issues('(first: "5")'), /Int cannot represent/],
    ['an unknown filter', issues('(filter: { labelled: { eq: "x" } })'), /unknown field "labelled"/],
    ['a comparator that does not exist', issues('(filter: { title: { is: "x" } })'), /unknown field "is"/],
    ['a comparator of another type', issues('(filter: { id: { contains: "x" } })'), /unknown field "contains"/],
    ['a comparator with a wrong operand', issues('(filter: { number: { eq: "1" } })'), /Float cannot represent/],
    ['an unknown order', issues('(orderBy: priority)'), /PaginationOrderBy/],
    ['a missing argument', 'mutation { issueUpdate(id: "ENG-1") { success } }', /issueUpdate\(input:\).*is required/],
    ['an unknown input', update('{ addLabelIds: ["x"] }'), /unknown field "addLabelIds"/],
    ['an input of a wrong type', update('{ addedLabelIds: [1] }'), /String cannot represent/],
    ['a label without a name', 'mutation { issueLabelCreate(input: {}) { success } }', /required field "name"/],
    ['an unknown variable', 'query Q { issue(id: $id) { id } }', /Variable "\$id" is not defined/],
    ['a variable of a wrong type', 'query Q($id: Int!) { issue(id: $id) { id } }', /expecting type "String!"/],
    ['a mutation as a query', '{ commentCreate(input: {}) { success } }', /Cannot query field "commentCreate"/],
  ])('%s', async (_what, query, message) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
    expect(body.errors?.map((error) => error.message).join()).toMatch(message);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', statusCode: 400 });
  });

  it('a variable that does not fit its type', async () => {
    const { status, body } = await ask('query Q($filter: IssueFilter) { issues(filter: $filter) { nodes { id } } }', {
      filter: { state: { type: { notIn: ['completed'] } } },
    });
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toMatch(/unknown field "notIn"/);
  });
});

describe('the simulator of Linear refuses what fits the schema and breaks a rule:', () => {
  it.each([
    ['an unknown ticket', '{ issue(id: "ENG-999") { id } }', /Entity not found: Issue/],
    ['an unknown label', update('{ addedLabelIds: ["no-such-label"] }'), /Entity not found: IssueLabel/],
    ['a state of no team', update('{ stateId: "no-such-state" }'), /Entity not found: WorkflowState/],
    ['a page that is too large', issues('(first: 251)'), /first must be/],
    ['a cursor of nowhere', issues('(after: "nowhere")'), /cursor/],
    ['an id that is no UUID v4', comment(`{ id: "${NO_UUID_V4}", issueId: "ENG-1", body: "x" }`), /UUID v4/],
    ['a comment on nothing', comment('{ body: "x" }'), /something to be on/],
    ['a comment without a body', comment('{ issueId: "ENG-1" }'), /needs a body/],
    [
      'a label that exists',
      'mutation { issueLabelCreate(input: { name: "ai-implement" }) { success } }',
      /Duplicate label name/,
    ],
  ])('%s, with an error beside the data', async (_what, query, message) => {
    const { status, body } = await ask(query);
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    expect(body.errors?.[0]?.message).toMatch(message);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'INPUT_ERROR' });
  });

  it.each([
    ['a field', '{ issue(id: "ENG-1") { branchName } }'],
    ['a nullable field', '{ issue(id: "ENG-1") { assignee { id } } }'],
    ['an argument', issues('(last: 5)')],
    ['a filter', issues('(filter: { assignee: { null: true } })')],
    ['a comparator', issues('(filter: { title: { contains: "x" } })')],
    ['an input that overwrites labels', update('{ labelIds: [] }')],
    ['a query', '{ rateLimitStatus { identifier } }'],
  ])('%s that Linear has and it does not play, instead of answering wrongly', async (_what, query) => {
    const { body } = await ask(query);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_SIMULATED' });
  });

  it('two labels of one group on one ticket, and a group as a label', async () => {
    for (const name of ['Small', 'Large']) simulator.groupLabel('ENG', name, 'Size');
    const idOf = (name: string) => simulator.export().labels.find((label) => label.name === name)?.id;
    const two = await ask(update(`{ addedLabelIds: ["${idOf('Small')}", "${idOf('Large')}"] }`));
    expect(two.body.errors?.[0]?.message).toBe('labelIds not exclusive child labels');
    const group = await ask(update(`{ addedLabelIds: ["${idOf('Size')}"] }`));
    expect(group.body.errors?.[0]?.message).toMatch(/is a group/);
  });

  it('a label or a state of another team', async () => {
    simulator.createIssue('OPS', { title: 'of another team' });
    simulator.addLabel('OPS-1', 'on call');
    const { labels, states, teams } = simulator.export();
    const ops = teams.find((team) => team.key === 'OPS')?.id;
    const label = labels.find((l) => l.teamId === ops)?.id;
    const state = states.find((s) => s.teamId === ops)?.id;
    for (const input of [`{ addedLabelIds: ["${label}"] }`, `{ stateId: "${state}" }`]) {
      const { body } = await ask(update(input));
      expect(body.errors?.[0]?.message).toMatch(/of the team|with the team/);
    }
  });
});

describe('the simulator of Linear refuses, as a service,', () => {
  it('a wrong key, also behind Bearer', async () => {
    for (const key of ['', 'another', `Bearer ${API_KEY}`]) {
      const { status, body } = await ask(issues(''), {}, key);
      expect(status).toBe(401);
      expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    }
  });

  it('a query of more than 10,000 points', async () => {
    const query = 'query TooMuch { issues(first: 250) { nodes { id labels { nodes { id } } } } }';
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toBe('Query too complex');
  });

  it('a second comment under one id', async () => {
    const [standing] = simulator.commentsOf('ENG-1');
    const { body } = await ask(comment(`{ id: "${standing?.id}", issueId: "ENG-1", body: "again" }`));
    expect(body.errors?.[0]?.message).toMatch(/already exists/);
    expect(simulator.commentsOf('ENG-1')).toEqual([standing]);
  });
});
