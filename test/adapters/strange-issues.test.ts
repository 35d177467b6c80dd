import { expect, test } from 'vitest';
import type { FieldedScope } from '../../shared/adapters/jira/fields.ts';
import { markedSearch } from '../../shared/adapters/jira/find-marked.ts';
import type { JiraRequests } from '../../shared/adapters/jira/requests.ts';
import { markedTickets } from '../../shared/adapters/linear/read-tickets.ts';
import type { LinearRequests } from '../../shared/adapters/linear/requests.ts';

const page = (nodes: object[]) => ({ nodes, pageInfo: { hasNextPage: false, endCursor: null } });

/** An issue as Linear tells it, of team ENG. */
const onLinear = (id: string) => ({
  ...{ id, identifier: 'ENG-1', title: 'Export', url: 'https://linear.test/ENG-1', priority: 2 },
  ...{ createdAt: '2026-01-05T09:00:00.000Z', team: { key: 'ENG' }, project: null, state: { type: 'unstarted' } },
  ...{ labels: page([{ name: 'AI-Implement' }]), inverseRelations: page([]) },
});

test('an issue of Linear that is not understood is left out and told', async () => {
  const skipped: string[] = [];
  const nodes = [onLinear('one'), { ...onLinear('two'), team: null }, { strange: true }];
  const send: LinearRequests['send'] = async ({ answer }) => answer.parse({ issues: page(nodes) });

  const tickets = await markedTickets({ send }, (ticketId) => skipped.push(ticketId));

  expect(tickets.map(({ ticketId }) => ticketId)).toEqual(['one']);
  expect(skipped).toEqual(['two', 'an issue without an id']);
});

test('an issue of Jira that is not understood is left out and told', async () => {
  const skipped: string[] = [];
  const scope: FieldedScope = {
    ...{ mappingId: 'backend', jql: 'project = PROJ', repoFieldValue: 'acme/backend' },
    ...{ statusFieldId: 'customfield_1', repoFieldId: 'customfield_2' },
  };
  const fields = {
    ...{ summary: 'Export', created: '2026-01-05T09:00:00.000+0000', project: { key: 'PROJ' } },
    status: { statusCategory: { key: 'new' } },
    ...{ customfield_1: { value: 'Ready' }, customfield_2: { value: 'acme/backend' } },
  };
  const issues = [
    { id: '1', key: 'PROJ-1', fields },
    { id: '2', key: 'PROJ-2', fields: { ...fields, project: null } },
  ];
  const send: JiraRequests['send'] = async (_name, _call, answer) => answer.parse({ issues });

  const proveSignIn = async () => {};

  const { found } = await markedSearch({ send, proveSignIn } as JiraRequests).find([scope], (ticketId) =>
    skipped.push(ticketId),
  );

  expect(found.map(({ issue }) => issue.id)).toEqual(['1']);
  expect(skipped).toEqual(['2']);
});
