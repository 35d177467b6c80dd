import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubRepository } from '../../runner/github/github-client.ts';
import { explaining } from '../../runner/github/github-refusal.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import type { Fault } from '../../simulators/faults/faults.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import type { GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const READ = 'repos/get';
const PULL = 'pulls/create';

let github: GitHubForTests;
let pauses: number[];
let token: string;
beforeEach(async () => {
  github = await aCodeHost();
  pauses = [];
  const { tokens } = github.simulator;
  token = tokens.mint(tokens.installationId(github.repository), { repositories: ['backend'] }).token;
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
  expect(github.simulator.counts().unversioned).toBe(0);
});

/** GitHub as a stage sees it that has this long; time passes in its pauses only. */
function aRepository(leftMs: number) {
  const { simulator } = github;
  const answer = { token, expiresAt: '2099-01-01T00:00:00.000Z', botLogin: 'ai-implement[bot]' };
  const spentMs = () => pauses.reduce((sum, ms) => sum + ms, 0);
  const pause = async (ms: number) => void pauses.push(ms);
  const tokens = { current: async () => answer, forget: () => {} };
  const { signal } = new AbortController();
  const settings = { apiUrl: simulator.url, owner: 'acme', repo: 'backend', tokens, signal, waitsMs: [1000], pause };
  return githubRepository({ ...settings, leftMs: () => leftMs - spentMs() });
}

const read = (leftMs: number) =>
  aRepository(leftMs).request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'backend' });
const openPull = () => {
  const order = { owner: 'acme', repo: 'backend', title: 'T', head: 'work', base: 'main' };
  const { request } = aRepository(17 * MINUTE_MS);
  return explaining('open the pull request', 'Pull requests: write', () =>
    request('POST /repos/{owner}/{repo}/pulls', order),
  );
};
const fail = (fault: Omit<Fault, 'operation' | 'kind'>, operation = READ) =>
  github.simulator.faults.add({ operation, kind: 'status', times: 1, ...fault });
const inSeconds = (seconds: number) => String(Math.round(Date.now() / 1000) + seconds);

const SECONDARY = {
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
};

test('a secondary limit that says no time is waited for a minute, however far the hourly reset is', async () => {
  const headers = { 'x-ratelimit-remaining': '4211', 'x-ratelimit-reset': inSeconds(3000) };
  fail({ status: 403, body: SECONDARY, headers });

  expect((await read(17 * MINUTE_MS)).status).toBe(200);
  expect(pauses).toEqual([MINUTE_MS]);
});

test('a limit is waited for that ends while the stage has time, however often it comes', async () => {
  fail({ status: 429, headers: { 'retry-after': '240' }, times: 3 });

  expect((await read(17 * MINUTE_MS)).status).toBe(200);
  expect(pauses).toEqual([240, 240, 240].map((seconds) => seconds * SECOND_MS));
});

test('a limit that leaves too little time for the rest is a failure at once', async () => {
  fail({ status: 429, headers: { 'retry-after': '240' } });
  const asked = explaining('read the repository', 'Metadata: read', () => read(5 * MINUTE_MS));

  await expect(asked).rejects.toMatchObject({ code: 'github_rate_limited', kind: 'infrastructure' });
  expect(pauses).toEqual([]);
});

test('a limit that is over by its own word and comes again is asked about ever more seldom', async () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(-5) };
  fail({ status: 403, headers, times: 4 });
  await read(17 * MINUTE_MS);

  expect(pauses).toEqual([1000, 2000, 4000, 8000]);
});

test('a limit of a write is waited for too, since a write that it refuses has no effect', async () => {
  fail({ status: 403, body: SECONDARY }, PULL);
  await openPull().catch(() => undefined);

  expect(pauses).toEqual([MINUTE_MS]);
  expect(github.simulator.counts().requests[PULL]).toBe(2);
});

test('what was changed while a run was at work has its code, and is tried once', async () => {
  const { repository, simulator } = github;
  repository.isArchived = true;
  await expect(openPull()).rejects.toMatchObject({ code: 'archived_meanwhile', kind: 'substance' });
  repository.isArchived = false;
  repository.isSuspended = true;
  await expect(openPull()).rejects.toMatchObject({ code: 'suspended_meanwhile', kind: 'substance' });
  repository.isSuspended = false;
  repository.grants = { contents: 'write', metadata: 'read' };
  await expect(openPull()).rejects.toMatchObject({ code: 'github_not_permitted', kind: 'substance' });

  expect(simulator.counts().requests[PULL]).toBe(3);
  expect(pauses).toEqual([]);
});
