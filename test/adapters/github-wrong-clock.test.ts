import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppCredentials } from '../../shared/adapters/github/app-installation.ts';
import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { githubPullRequestHost } from '../../shared/adapters/github/github-pull-request-host.ts';
import { repositoryAccess } from '../../shared/adapters/github/repository-access.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { readFailure } from '../../shared/github/read-failure.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

const REPOSITORY = { owner: 'acme', repo: 'backend' };
const PULL = { ...REPOSITORY, number: 1 };
const FAST = -45_000;
const SLOW = 11 * MINUTE_MS;

let theirsMs: number;
let github: GitHubForTests;
let app: AppCredentials;
beforeEach(async () => {
  theirsMs = FAST;
  const clock = { now: () => Date.now() + theirsMs, at: () => () => {} };
  github = await aGitHubSimulator({ clock });
  app = { apiUrl: github.simulator.url, ...APP };
});
afterEach(() => github.close());

/** Everything that mints a token of the App's, by the function that has it. */
test.each<[string, () => Promise<unknown>]>([
  ['equip-runner: a token for a runner', () => repositoryAccess(app).mintToken(REPOSITORY, { contents: 'write' })],
  ['equip-runner: the id of a repository', () => repositoryAccess(app).repositoryId(REPOSITORY)],
  [
    'equip-runner: the jobs of a run',
    () => repositoryAccess(app).jobs(REPOSITORY, { workflowRunId: '1', runAttempt: 1 }),
  ],
  ['sync-templates: a look at files', () => githubCodeHost(app).compare(REPOSITORY, 'main', [])],
  ['advance-run: a search for an execution', () => githubExecutor(app).find(aRun())],
  ['advance-run: the state of an execution', () => githubExecutor(app).state(aRun(), '1')],
  ['advance-run: the end of an execution', () => githubExecutor(app).cancel(aRun(), '1')],
  ['advance-run: the job of an execution', () => githubExecutor(app).job(aRun(), '1')],
  ['advance-run: a look at a pull request', () => githubPullRequestHost(app).read(PULL)],
])('with a clock of ours that is 45 s fast, %s is an outage that names it, and no refusal', async (_, ask) => {
  const error = await ask().catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ServiceUnavailable);
  expect(error).toMatchObject({
    reason: 'outage',
    message: expect.stringMatching(/our clock is 4[456] s ahead of GitHub's/),
  });
});

test.each([
  ['fast', FAST, /our clock is 4[456] s ahead of GitHub's/],
  ['slow', SLOW, /our clock is 6(?:59|60|61) s behind GitHub's/],
])('an order is put off while our clock is %s, and its mapping is not blamed', async (_, givenMs, words) => {
  theirsMs = givenMs;
  const order = aRun();

  const outcome = await githubExecutor(app).dispatch(order, aRunRequest(order));

  expect(outcome).toMatchObject({ outcome: 'deferred', reason: expect.stringMatching(words) });
});

test('a refusal for times by an answer without one is our clock too', () => {
  const data = { message: "'Issued at' claim ('iat') must be an Integer representing the time of the assertion" };
  const error = Object.assign(new Error('401'), { status: 401, response: { status: 401, headers: {}, data } });

  expect(readFailure(error, Date.now())).toMatchObject({
    status: undefined,
    isClockWrong: true,
    message: expect.stringContaining("our clock is not GitHub's"),
  });
});
