import { expect, onTestFinished, test } from 'vitest';
import { aScope, startJira } from './jira-harness.ts';

async function checked(overrides: Parameters<typeof aScope>[0] = {}, seed: { statusOptions?: string[] } = {}) {
  const site = {
    projects: [{ key: 'PROJ', name: 'Product', issues: [{ title: 'some ticket', repo: 'acme/backend' }] }],
    repos: ['acme/backend'],
    ...seed,
  };
  const { simulator, tracker } = await startJira({ seed: site });
  onTestFinished(() => simulator.stop());
  return tracker.check(aScope(overrides));
}

test('a scope that Jira takes has no problem, and no value is missing', async () => {
  expect(await checked()).toEqual({ refused: [], problems: [], missingValues: [] });
});

test('a query that Jira will not take is answered in its own words', async () => {
  const { refused } = await checked({ jql: 'project = PROJ AND colour = red' });

  expect(refused).toEqual([expect.stringContaining("Field 'colour' does not exist")]);
});

test('a query that would leave our brackets is refused', async () => {
  const { refused } = await checked({ jql: 'project = PROJ) OR (project = PROJ' });

  expect(refused).toEqual([expect.stringContaining("')'")]);
});

test('a repository value that nobody made is told', async () => {
  const { refused } = await checked({ repoFieldValue: 'acme/other' });

  expect(refused).toEqual([expect.stringContaining("'acme/other'")]);
});

test('options of the status field that nobody made are listed', async () => {
  const statusOptions = ['Ready', 'Planning', 'Plan Approved', 'Planning Failed', 'Implementing', 'PR Ready'];

  expect(await checked({}, { statusOptions })).toEqual({
    refused: [],
    problems: [],
    missingValues: ['Awaiting Approval', 'Implementation Failed', 'Merged'],
  });
});
