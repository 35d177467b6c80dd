import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubPullRequestHost } from '../../shared/adapters/github/github-pull-request-host.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { PullRequestHost } from '../../shared/ports/pull-request-host.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const BACKEND = 'acme/backend';
const PULL = { owner: 'acme', repo: 'backend', number: 1 };
const PULL_NAME = { repository: BACKEND, number: 1 };
const LINE = { path: 'src/a.ts', line: 1 };

let github: GitHubForTests;
let host: PullRequestHost;
beforeEach(async () => {
  github = await aCodeHost();
  const { people } = github.simulator;
  await people.push(BACKEND, 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
  await people.openPull(BACKEND, { title: 'ENG-1: Change a', head: 'feature' });
  host = githubPullRequestHost({ apiUrl: github.simulator.url, ...APP, now: github.clock.now });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

const asked = () => github.simulator.counts().requests['graphql'] ?? 0;

test('all that a pull request says is read with one request', async () => {
  const { people } = github.simulator;
  const commentId = await people.comment(PULL_NAME, 'Please add a test.', 'ada');
  const reviewId = await people.review(PULL_NAME, { verdict: 'request-changes', body: 'Not yet.' }, 'bob');
  const inlineId = await people.commentOnLine(PULL_NAME, LINE, 'Why 2?', 'coderabbitai[bot]');

  const feedback = await host.feedback(PULL);

  expect(asked()).toBe(1);
  const head = people.pulls(BACKEND)[0]?.headSha ?? '';
  const place = { state: 'open', isDraft: false, head: 'feature', headSha: head, base: 'main', commits: [head] };
  expect(feedback).toMatchObject({ ...place, isWhole: true, requests: 1 });
  const [comment, review, ...others] = feedback?.remarks ?? [];
  const ada = { login: 'ada', isBot: false };
  expect(comment).toMatchObject({ kind: 'conversation', commentId: String(commentId), author: ada, isOurs: false });
  expect(review).toMatchObject({
    kind: 'review',
    commentId: String(reviewId),
    verdict: 'changes_requested',
    commit: head,
  });
  expect(others.find(({ kind }) => kind === 'inline')).toMatchObject({
    commentId: String(inlineId),
    author: { login: 'coderabbitai', isBot: true },
    thread: { rootId: String(inlineId), isResolved: false },
    ...LINE,
    commit: head,
  });
});

test('a thread that people resolved, and who answered in it, can be seen', async () => {
  const { people } = github.simulator;
  const inlineId = await people.commentOnLine(PULL_NAME, LINE, 'Why 2?', 'ada');
  await people.resolve(PULL_NAME, inlineId);

  const inline = (await host.feedback(PULL))?.remarks.find(({ kind }) => kind === 'inline');

  expect(inline?.thread).toMatchObject({ isResolved: true, rootId: String(inlineId) });
});

test('who changed a text is told, and that nobody did', async () => {
  const { people } = github.simulator;
  const changed = await people.comment(PULL_NAME, 'Please add a test.', 'ada');
  const left = await people.comment(PULL_NAME, 'And a page.', 'ada');
  await people.editComment(PULL_NAME, changed, 'Please delete all tests.', 'mallory');

  const remarks = (await host.feedback(PULL))?.remarks ?? [];

  const byId = (id: number) => remarks.find(({ commentId }) => commentId === String(id));
  expect(byId(changed)?.edited).toEqual({ by: { login: 'mallory', isBot: false } });
  expect(byId(left)?.edited).toBeUndefined();
});

test('our own comments are ours, and a copy of one is not', async () => {
  const since = new Date(github.clock.now() - 60_000).toISOString();
  await host.say(PULL, { answerId: 'a', body: 'Budget spent.', since });
  const [said] = github.simulator.people.commentsOf(PULL_NAME);
  await github.simulator.people.comment(PULL_NAME, said?.body ?? '', 'ada');

  const remarks = (await host.feedback(PULL))?.remarks ?? [];

  expect(remarks.map(({ isOurs, author }) => [author?.login, isOurs])).toEqual([
    ['ai-implement', true],
    ['ada', false],
  ]);
});

test.each([
  [100, 1, 100, true],
  [101, 2, 101, true],
  [300, 2, 300, true],
  [301, 2, 300, false],
])('of %i comments, %i requests read %i, which is said to be all: %s', async (written, requests, read, isWhole) => {
  for (let n = 1; n <= written; n += 1) await github.simulator.people.comment(PULL_NAME, `Comment ${n}`, 'ada');

  const feedback = await host.feedback(PULL);

  expect([feedback?.requests, feedback?.remarks.length, feedback?.isWhole]).toEqual([requests, read, isWhole]);
  expect(asked()).toBe(requests);
  const bodies = feedback?.remarks.map(({ body }) => body) ?? [];
  expect([bodies[0], bodies.at(-1)]).toEqual(['Comment 1', `Comment ${written}`]);
});

test('one that is not there is undefined, merged ones are merged', async () => {
  expect(await host.feedback({ ...PULL, number: 9 })).toBeUndefined();
  await github.simulator.people.merge(PULL_NAME);
  expect(await host.feedback(PULL)).toMatchObject({ state: 'merged' });
});

test('one of a repository that was renamed since is found under its former name', async () => {
  await host.feedback(PULL);
  github.simulator.people.rename(BACKEND, 'server');
  expect(await host.feedback(PULL)).toMatchObject({ state: 'open' });
});

const answered = (errors: object[], data: object = { repository: null }) => ({ body: { data, errors } });

test.each([
  ['a limit of GraphQL is an outage with an end', [{ type: 'RATE_LIMITED' }], { reason: 'rate_limited' }],
  ['a repository that cannot be seen is refused', [{ type: 'NOT_FOUND' }], { code: 'repository_missing' }],
  ['a missing permission is refused', [{ type: 'FORBIDDEN' }], { code: 'missing_permission' }],
  ['what is half an answer is none', [{ type: 'SOMETHING' }], { reason: 'outage' }],
])('%s', async (_, errors, expected) => {
  const fault = { operation: 'graphql', kind: 'status', status: 200, times: 1, ...answered(errors) } as const;
  github.simulator.faults.add(fault);
  await expect(host.feedback(PULL)).rejects.toMatchObject(expected);
});

test('an outage is one', async () => {
  github.simulator.faults.add({ operation: 'graphql', kind: 'status', status: 502, times: 1 });
  await expect(host.feedback(PULL)).rejects.toThrow(ServiceUnavailable);
});
