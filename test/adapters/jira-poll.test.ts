import { afterEach, describe, expect, it } from 'vitest';
import type { MappedScope } from '../../shared/adapters/jira/scopes.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { aScope, startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
afterEach(() => simulator.stop());

const PROJECTS = [
  { key: 'PROJ', name: 'Product', issues: [] },
  { key: 'WEB', name: 'Website', issues: [] },
];
const site = aScope({ mappingId: 'site', jql: 'project = WEB', repoFieldValue: 'acme/site' });

async function start(scopes: MappedScope[], seed = {}) {
  const refused: string[] = [];
  const onRefused = (mappingId: string) => void refused.push(mappingId);
  const repos = ['acme/backend', 'acme/site'];
  const started = await startJira({ seed: { projects: PROJECTS, repos, ...seed } }, { scopes, onRefused });
  simulator = started.simulator;
  return { ...started, refused };
}

function marked(project: string, repo: string, marker = 'Ready') {
  return simulator.createIssue(project, { title: 'a ticket', repo, marker });
}

describe('the poll of Jira', () => {
  it('asks once for all mappings and each 100 tickets, and says whose each ticket is', async () => {
    const repos = Array.from({ length: 10 }, (_, n) => `acme/service-${n}`);
    const scopes = repos.map((repoFieldValue, n) => aScope({ mappingId: `m${n}`, repoFieldValue }));
    const { tracker } = await start(scopes, { repos });
    for (let n = 0; n < 250; n += 1) marked('PROJ', `acme/service-${n % 10}`);

    const tickets = await tracker.marked();

    expect(tickets).toHaveLength(250);
    expect(tickets.slice(0, 3).map((ticket) => ticket.mappingIds)).toEqual([['m0'], ['m1'], ['m2']]);
    expect(simulator.counts().byOperation).toEqual({
      getCurrentUser: 1,
      getFields: 1,
      searchAndReconsileIssuesUsingJqlPost: 3,
    });
    await tracker.marked();
    expect(simulator.counts().byOperation).toMatchObject({ getCurrentUser: 1, getFields: 1 });
  });

  it('asks nothing when no mapping is on Jira', async () => {
    const { tracker } = await start([]);
    expect(await tracker.marked()).toEqual([]);
    expect(simulator.counts().total).toBe(0);
  });

  it('lists what is ready or approved, and nothing that works, waits, failed or is done', async () => {
    const { tracker } = await start([aScope()]);
    const ready = marked('PROJ', 'acme/backend');
    const approved = marked('PROJ', 'acme/backend', 'Plan Approved');
    for (const value of ['Planning', 'Awaiting Approval', 'Implementing', 'Implementation Failed', 'PR Ready']) {
      marked('PROJ', 'acme/backend', value);
    }
    expect((await tracker.marked()).map((ticket) => [ticket.key, ticket.markers])).toEqual([
      [ready, ['trigger']],
      [approved, ['trigger', 'plan_complete', 'plan_approved']],
    ]);
  });

  it('shows a ticket that was marked only when the search shows it', async () => {
    const { tracker, clock } = await start([aScope()]);
    simulator.setListingLag(10_000);
    marked('PROJ', 'acme/backend');
    expect(await tracker.marked()).toEqual([]);
    clock.advance(10_000);
    expect(await tracker.marked()).toHaveLength(1);
  });
});

describe('the mappings of a Jira ticket', () => {
  it('never cover what bears no trigger, whatever their query says', async () => {
    const { tracker } = await start([aScope({ jql: 'project = PROJ) OR (project = WEB' })]);
    simulator.createIssue('WEB', { title: 'not marked', repo: 'acme/backend' });
    expect(await tracker.marked()).toEqual([]);
  });

  it('are told apart by their queries where they share a repository', async () => {
    const web = aScope({ mappingId: 'web', jql: 'project = WEB' });
    const { tracker } = await start([aScope(), web]);
    marked('PROJ', 'acme/backend');
    marked('WEB', 'acme/backend');
    expect((await tracker.marked()).map((ticket) => ticket.mappingIds)).toEqual([['backend'], ['web']]);
  });

  it('are all that cover it', async () => {
    const both = aScope({ mappingId: 'both', jql: 'project in (PROJ, WEB)' });
    const { tracker } = await start([aScope(), both]);
    marked('PROJ', 'acme/backend');
    expect((await tracker.marked()).map((ticket) => ticket.mappingIds)).toEqual([['backend', 'both']]);
  });

  it('name the repository with exactly its capitals', async () => {
    const { tracker } = await start([aScope({ repoFieldValue: 'Acme/Backend' })]);
    marked('PROJ', 'acme/backend');
    expect(await tracker.marked()).toEqual([]);
  });

  it('keep a query with OR within their own repository', async () => {
    const { tracker } = await start([aScope({ jql: 'project = PROJ OR project = WEB' }), site]);
    marked('WEB', 'acme/site');
    expect((await tracker.marked()).map((ticket) => ticket.mappingIds)).toEqual([['site']]);
  });
});

describe('what Jira will not search for', () => {
  it.each(['project = NOWHERE', 'project =', 'colour = red'])(
    'leaves out the mapping with the query %s alone',
    async (jql) => {
      const scopes = [aScope(), aScope({ mappingId: 'bad', jql, repoFieldValue: 'acme/bad' }), site];
      const { tracker, refused } = await start(scopes, { repos: ['acme/backend', 'acme/bad', 'acme/site'] });
      marked('PROJ', 'acme/backend');
      marked('WEB', 'acme/site');
      expect((await tracker.marked()).map((ticket) => ticket.mappingIds)).toEqual([['backend'], ['site']]);
      expect(refused).toEqual(['bad']);
    },
  );

  it('leaves out a mapping whose repository is no option', async () => {
    const { tracker, refused } = await start([aScope(), site], { repos: ['acme/backend'] });
    marked('PROJ', 'acme/backend');
    expect(await tracker.marked()).toHaveLength(1);
    expect(refused).toEqual(['site']);
  });

  it('is an error when nothing else is left', async () => {
    const { tracker } = await start([aScope({ jql: 'project = NOWHERE' })]);
    await expect(tracker.marked()).rejects.toMatchObject({ name: 'JiraRefusal', status: 400 });
  });

  it('is not the whole of a mapping when only the option Plan Approved is missing', async () => {
    const { tracker, refused } = await start([aScope(), site], { statusOptions: ['Ready', 'Implementing'] });
    marked('PROJ', 'acme/backend');
    marked('WEB', 'acme/site');
    expect(await tracker.marked()).toHaveLength(2);
    simulator.resetCounts();
    expect(await tracker.marked()).toHaveLength(2);
    expect(simulator.counts().byOperation).toEqual({ searchAndReconsileIssuesUsingJqlPost: 1 });
    expect(refused).toEqual([]);
  });
});

describe('the fields of Jira', () => {
  const doubled = { fields: [{ name: 'AI-Implement Status', options: ['Ready', 'Plan Approved'] }] };

  it('that have one name are an error which asks for the override', async () => {
    const { tracker } = await start([aScope()], doubled);
    await expect(tracker.marked()).rejects.toThrow(/two fields are named AI-Implement Status; set statusFieldOverride/);
  });

  it('are taken from the override, and another mapping without it is left out', async () => {
    const { tracker, scopes, refused } = await start([aScope(), site], doubled);
    const double = simulator.export().fields.at(-1)?.id ?? '';
    scopes[0] = aScope({ statusFieldOverride: double });
    const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend' });
    simulator.setField(key, double, 'Ready');
    expect((await tracker.marked()).map((ticket) => [ticket.key, ticket.markers])).toEqual([[key, ['trigger']]]);
    expect(refused).toEqual(['site']);
    expect((await tracker.read(simulator.idOf(key)))?.markers).toEqual(['trigger']);
  });

  it('that are missing are an error which says what to do', async () => {
    const { tracker } = await start([aScope()]);
    const state = simulator.export();
    simulator.import({ ...state, fields: state.fields.filter((field) => field.name !== 'AI-Implement Repo') });
    await expect(tracker.marked()).rejects.toThrow(/no field named AI-Implement Repo; make a single-select field/);
  });
});
