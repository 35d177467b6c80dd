import { expect, onTestFinished, test } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import { aScope, startJira } from './jira-harness.ts';

const ALL_WELL = { refused: [], problems: [], missingValues: [] };

interface Site {
  /** Keys of projects whose fields are their own, and of those that share theirs. */
  teamManaged: string[];
  companyManaged?: string[];
}

async function aSite({ teamManaged, companyManaged = [] }: Site, scope: Parameters<typeof aScope>[0] = {}) {
  const named = (keys: string[], isTeamManaged: boolean) =>
    keys.map((key) => ({ key, name: `${key} project`, isTeamManaged, issues: [] }));
  const projects = [...named(companyManaged, false), ...named(teamManaged, true)];
  const seed = { projects, repos: ['acme/backend'] };
  const { simulator, tracker } = await startJira({ seed }, { scopes: [aScope(scope)] });
  onTestFinished(() => simulator.stop());
  const addTicket = (project: string) =>
    simulator.createIssue(project, { title: 'a ticket', repo: 'acme/backend', marker: 'Ready' });
  return { simulator, tracker, addTicket };
}

test('the fields of a team-managed project are found and written', async () => {
  const { simulator, tracker, addTicket } = await aSite({ teamManaged: ['TEAM'] }, { jql: 'project = TEAM' });
  const key = addTicket('TEAM');
  expect(await tracker.check(aScope({ jql: 'project = TEAM' }))).toEqual(ALL_WELL);
  expect((await tracker.marked()).map((ticket) => ticket.key)).toEqual([key]);

  expect(await tracker.show(simulator.idOf(key), MARKER_CHANGES.implementing)).toBe('shown');
  expect(simulator.markerOf(key)).toBe('Implementing');
});

test('a field that company-managed projects share goes before one of a team-managed project', async () => {
  const { tracker, addTicket } = await aSite(
    { companyManaged: ['PROJ'], teamManaged: ['TEAM'] },
    { jql: 'project in (PROJ, TEAM)' },
  );
  const key = addTicket('PROJ');
  addTicket('TEAM');

  expect((await tracker.marked()).map((ticket) => ticket.key)).toEqual([key]);
});

test('where several team-managed projects have such fields the mapping has to name them', async () => {
  const scope = { jql: 'project = TWO' };
  const { simulator, tracker } = await aSite({ teamManaged: ['ONE', 'TWO'] }, scope);
  const { refused } = await tracker.check(aScope(scope));
  expect(refused).toEqual([
    expect.stringMatching(/two fields are named .*set statusFieldOverride.*each team-managed project has its own/),
  ]);
  const own = simulator.export().fields.filter(({ projectKey }) => projectKey === 'TWO');
  const idOf = (name: string) => own.find((field) => field.name === name)?.id;
  const overrides = {
    statusFieldOverride: idOf('AI-Implement Status'),
    repoFieldOverride: idOf('AI-Implement Repo'),
  };

  expect(await tracker.check(aScope({ ...scope, ...overrides }))).toEqual(ALL_WELL);
});

test('a site without our fields is told what to make, and where they may be hidden', async () => {
  const { simulator, tracker } = await aSite({ teamManaged: ['TEAM'] });
  simulator.import({ ...simulator.export(), fields: [] });
  const { refused } = await tracker.check(aScope());

  expect(refused).toEqual([
    expect.stringMatching(/no field named AI-Implement Status;.*or it belongs to a team-managed project/),
  ]);
});
