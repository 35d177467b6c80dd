import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import { repositoryAccess } from '../../shared/adapters/github/repository-access.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { RepositoryAccess } from '../../shared/ports/repository-access.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP, aGitHubSimulator, aRepository, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const REPOSITORY = { owner: 'acme', repo: 'backend' };
const PERMISSIONS = { contents: 'write', pull_requests: 'write' } as const;
const GRANTS = { actions: 'write', contents: 'write', pull_requests: 'write', metadata: 'read' } as const;
const MINT = 'apps/create-installation-access-token';
const LOOK_UP = 'apps/get-repo-installation';

let github: GitHubForTests;
let access: RepositoryAccess;
beforeEach(async () => {
  github = await aGitHubSimulator();
  github.repository.grants = { ...GRANTS };
  access = repositoryAccess({ apiUrl: github.simulator.url, ...APP, now: github.clock.now });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

test('a token reaches its one repository with its permissions, is new each time, and comes with the login of the App', async () => {
  const [first, second] = [
    await access.mintToken(REPOSITORY, PERMISSIONS),
    await access.mintToken(REPOSITORY, PERMISSIONS),
  ];

  expect(first.botLogin).toMatch(/^[a-z0-9-]+\[bot\]$/);
  expect(second.token).not.toBe(first.token);
  expect(Date.parse(first.expiresAt) - github.clock.now()).toBeGreaterThan(59 * 60_000);
  const reach = (repo: string) =>
    fetch(`${github.simulator.url}/repos/acme/${repo}`, { headers: { authorization: `Bearer ${first.token}` } });
  expect([(await reach('backend')).status, (await reach('frontend')).status]).toEqual([200, 404]);
});

test('the number of a repository is looked up once', async () => {
  const id = await access.repositoryId(REPOSITORY);
  github.simulator.faults.add({ operation: '*', kind: 'status', status: 503 });

  expect(id).toMatch(/^\d+$/);
  expect(await access.repositoryId({ owner: 'Acme', repo: 'Backend' })).toBe(id);
});

test('jobs of an attempt tell labels and runners, with a token that reads Actions only', async () => {
  const createdAt = github.clock.now();
  const part = { status: 'completed', conclusion: 'success' } as const;
  const runner = { environment: 'self-hosted', name: 'safe-1' } as const;
  github.simulator.runs().push({
    ...{ id: 9000, repository: 'acme/backend', workflow: 'claude-implement.yml', branch: 'main', name: 'A run' },
    ...{ inputs: {}, createdAt, listedAt: createdAt, updatedAt: createdAt, attempt: 2, hasPassedGate: true },
    ...{ status: 'in_progress', conclusion: null },
    jobs: [
      { ...part, name: 'admit', steps: [], labels: ['safe'], runner },
      { ...part, name: 'publish', steps: [], status: 'queued', conclusion: null },
    ],
  });

  expect(await access.jobs(REPOSITORY, { workflowRunId: '9000', runAttempt: 2 })).toEqual([
    { name: 'admit', labels: ['safe'], runnerName: 'safe-1', runnerGroup: 'Default' },
    { name: 'publish', labels: [], runnerName: undefined, runnerGroup: undefined },
  ]);
});

test('jobs of an attempt that GitHub does not show are an outage: the one that asks is one of them', async () => {
  const jobs = access.jobs(REPOSITORY, { workflowRunId: '9000', runAttempt: 1 });

  await expect(jobs).rejects.toThrow(ServiceUnavailable);
});

test('a repository where the App is not installed says so', async () => {
  const refused = access.mintToken({ owner: 'acme', repo: 'other' }, PERMISSIONS);

  await expect(refused).rejects.toMatchObject({
    code: 'app_not_installed',
    detail: expect.stringContaining('acme/other'),
  });
});

test('a permission that the owner did not grant is named', async () => {
  const refused = access.mintToken(REPOSITORY, { ...PERMISSIONS, workflows: 'write' });

  await expect(refused).rejects.toMatchObject({
    code: 'missing_permission',
    detail: expect.stringContaining('lacks workflows: write in acme/backend'),
  });
});

test('a key that GitHub does not accept, or that cannot be used at all, is a refusal', async () => {
  const { url: apiUrl } = github.simulator;
  const unusable = repositoryAccess({ apiUrl, key: async () => ({ appId: '1', privateKey: 'none' }) });
  const stranger = repositoryAccess({ apiUrl, key: async () => ({ ...APP, appId: '1' }), now: github.clock.now });

  await expect(unusable.mintToken(REPOSITORY, PERMISSIONS)).rejects.toMatchObject({ code: 'github_refused' });
  await expect(stranger.mintToken(REPOSITORY, PERMISSIONS)).rejects.toMatchObject({ code: 'github_refused' });
});

test.each([LOOK_UP, MINT])('an outage at %s is one, and tells when a rate limit ends', async (operation) => {
  github.simulator.faults.add({ operation, kind: 'status', status: 502, times: 1 });
  await expect(access.mintToken(REPOSITORY, PERMISSIONS)).rejects.toThrow(ServiceUnavailable);

  github.simulator.faults.add({ operation, kind: 'rate_limited', times: 1 });
  await expect(access.mintToken(REPOSITORY, PERMISSIONS)).rejects.toMatchObject({
    reason: 'rate_limited',
    retryAt: expect.any(String),
  });
});

test('an installation that is suspended, and a repository that was renamed, say so', async () => {
  github.repository.isSuspended = true;
  await expect(access.mintToken(REPOSITORY, PERMISSIONS)).rejects.toMatchObject({ code: 'app_suspended' });

  github.repository.isSuspended = false;
  github.simulator.people.rename('acme/backend', 'server');
  await expect(access.mintToken(REPOSITORY, PERMISSIONS)).rejects.toMatchObject({ code: 'repository_moved' });
});

test('the former name of a repository leads to its number, under its present name alone', async () => {
  const id = await access.repositoryId(REPOSITORY);
  const present = { owner: 'acme', repo: 'server' };
  expect(await access.leadsTo(REPOSITORY, present)).toBeUndefined();
  github.simulator.people.rename('acme/backend', 'server');

  expect(await access.leadsTo(REPOSITORY, present)).toBe(id);
  expect(await access.leadsTo({ owner: 'acme', repo: 'nowhere' }, present)).toBeUndefined();
  expect(await access.leadsTo(REPOSITORY, { owner: 'other', repo: 'server' })).toBeUndefined();
  github.simulator.faults.add({ operation: LOOK_UP, kind: 'status', status: 502, times: 1 });
  await expect(access.leadsTo(REPOSITORY, present)).rejects.toThrow(ServiceUnavailable);
});

test('a repository is looked at by its number, or by a name that it has or had', async () => {
  const repositoryId = await access.repositoryId(REPOSITORY);
  const seen = { repositoryId, owner: 'acme', repo: 'backend', isArchived: false };
  expect(await access.look({ owner: 'Acme', repo: 'Backend' })).toEqual(seen);
  github.simulator.people.rename('acme/backend', 'server');
  github.repository.isArchived = true;

  const now = { ...seen, repo: 'server', isArchived: true };
  expect(await access.look(REPOSITORY)).toEqual(now);
  github.simulator.repositories.push(aRepository());
  expect((await access.look(REPOSITORY)).repositoryId).not.toBe(repositoryId);
  expect(await access.look({ ...REPOSITORY, repositoryId })).toEqual(now);
});

test.each([
  ['that the owner closed to the App', { isSuspended: true }, 'app_suspended'],
  ['from which the App was removed', { isInstalled: false }, 'app_not_installed'],
  ['where the App may not start runs', { grants: { metadata: 'read' } }, 'missing_permission'],
] as const)('a look at a repository %s is refused', async (_, change, code) => {
  const repositoryId = await access.repositoryId(REPOSITORY);
  Object.assign(github.repository, change);

  await expect(access.look(REPOSITORY)).rejects.toMatchObject({ code });
  await expect(access.look({ ...REPOSITORY, repositoryId })).rejects.toMatchObject({ code });
});

test('an archived repository takes no change of files, and says why', async () => {
  const { simulator, clock, repository, close } = await aCodeHost();
  const codeHost = githubCodeHost({ apiUrl: simulator.url, ...APP, now: clock.now });
  const file = { path: 'a.txt', content: 'a' };
  const { commit } = await codeHost.compare(REPOSITORY, 'main', [file]);
  repository.isArchived = true;
  const proposal = { base: 'main', commit, branch: 'ours', files: [file], title: 'Change', body: 'It changes.' };
  const refused = await codeHost.propose(REPOSITORY, proposal).catch((error: unknown) => error);
  await close();

  expect(refused).toMatchObject({ code: 'repository_archived', detail: expect.stringContaining('unarchive it') });
});
