import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubPullRequests } from '../../shared/adapters/github/github-pull-requests.ts';
import type { PullRequests } from '../../shared/ports/pull-requests.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const REPOSITORY = 'acme/backend';
const PULL = { repository: REPOSITORY, number: 1 };
const URL = 'https://github.test/acme/backend/pull/1';

let github: GitHubForTests;
let pullRequests: PullRequests;
beforeEach(async () => {
  github = await aCodeHost();
  const { people, url } = github.simulator;
  pullRequests = githubPullRequests({ apiUrl: url, ...APP }, github.clock.now);
  await people.push(REPOSITORY, 'feature', { 'src/a.ts': 'a\n' }, 'Change a');
  await people.openPull(REPOSITORY, { title: 'Change a', head: 'feature' });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

test('a pull request is open until people merge it', async () => {
  expect(await pullRequests.state(URL)).toBe('open');
  await github.simulator.people.merge(PULL);
  expect(await pullRequests.state(URL)).toBe('merged');
});

test('one that people close without merging is closed', async () => {
  await github.simulator.people.closePull(PULL);
  expect(await pullRequests.state(URL)).toBe('closed');
});

test('one that is not there is gone, and one of a repository that the App does not reach is not known to be', async () => {
  expect(await pullRequests.state(URL.replace('/1', '/99'))).toBe('gone');
  await expect(pullRequests.state('https://github.test/acme/elsewhere/pull/1')).rejects.toMatchObject({
    name: 'ServiceUnavailable',
  });
  expect(await pullRequests.state('no address')).toBe('gone');
});

test('what GitHub cannot answer now says nothing of the pull request', async () => {
  github.simulator.faults.add({ operation: 'pulls/get', kind: 'status', status: 503 });
  await expect(pullRequests.state(URL)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
});

test('one of a repository that was renamed since is found under its former name', async () => {
  github.simulator.people.rename(REPOSITORY, 'server');
  expect(await pullRequests.state(URL)).toBe('open');
});
