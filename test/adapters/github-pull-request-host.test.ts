import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubPullRequestHost } from '../../shared/adapters/github/github-pull-request-host.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { CommentKind } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { instant } from '../../shared/domain/time.ts';
import type { PullRequestHost } from '../../shared/ports/pull-request-host.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP, aRepository, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const BACKEND = 'acme/backend';
const NAME = { owner: 'acme', repo: 'backend' };
const PULL = { ...NAME, number: 1 };
const PULL_NAME = { repository: BACKEND, number: 1 };

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
  expect(github.simulator.counts().refusals).toEqual([]);
});

/** Writes in one of the three places; answers the id of what was written. */
async function write(kind: CommentKind, body: string, login = 'ada'): Promise<string> {
  const { people } = github.simulator;
  if (kind === 'conversation') return String(await people.comment(PULL_NAME, body, login));
  if (kind === 'review') return String(await people.review(PULL_NAME, { verdict: 'comment', body }, login));
  return String(await people.commentOnLine(PULL_NAME, { path: 'src/a.ts', line: 1 }, body, login));
}

const requests = () => Object.values(github.simulator.counts().requests).reduce((sum, count) => sum + count, 0);

test.each(['conversation', 'inline', 'review'] as const)(
  'a comment of kind %s is read, and bears 👀 once',
  async (kind) => {
    const commentId = await write(kind, '/ai-implement add a test');

    const written = await host.comment(PULL, { kind, commentId });
    await host.markSeen(PULL, { kind, commentId });
    await host.markSeen(PULL, { kind, commentId });

    expect(written).toMatchObject({ author: 'ada', isOurs: false, body: '/ai-implement add a test' });
    const seen = github.simulator.people.reactions().map(({ on, subjectId, content }) => ({ on, subjectId, content }));
    expect(seen).toEqual([{ on: kind, subjectId: Number(commentId), content: 'eyes' }]);
  },
);

test.each(['conversation', 'inline', 'review'] as const)(
  'a comment of kind %s that is gone is undefined, and needs no 👀',
  async (kind) => {
    expect(await host.comment(PULL, { kind, commentId: '3804004623172239367' })).toBeUndefined();
    await host.markSeen(PULL, { kind, commentId: '3804004623172239367' });
    expect(github.simulator.people.reactions()).toEqual([]);
  },
);

test('a comment on another pull request is none of this one', async () => {
  const commentId = await write('conversation', 'Hello');
  expect(await host.comment({ ...PULL, number: 11 }, { kind: 'conversation', commentId })).toBeUndefined();
});

test.each([
  ['admin', true],
  ['write', true],
  ['read', false],
  ['none', false],
] as const)('who has the role %s may write: %s, for one request', async (role, mayWrite) => {
  github.simulator.people.setRole('mallory', role);
  const before = requests();

  expect(await host.mayWrite(NAME, 'mallory')).toBe(mayWrite);
  expect(requests() - before).toBe(1);
});

test('an answer of ours is said once, is known as ours, and is not mistaken for one that copies it', async () => {
  const answer = { answerId: 'refused conversation:1', body: 'No.', since: instant(github.clock.now() - 60_000) };
  await host.say(PULL, answer);
  await host.say(PULL, answer);
  const [said] = github.simulator.people.commentsOf(PULL_NAME);
  const copied = await write('conversation', said?.body ?? '');

  expect(github.simulator.people.commentsOf(PULL_NAME)).toHaveLength(2);
  const ref = { kind: 'conversation', commentId: String(said?.id) } as const;
  expect(await host.comment(PULL, ref)).toMatchObject({ isOurs: true });
  expect(await host.comment(PULL, { ...ref, commentId: copied })).toMatchObject({ isOurs: false, author: 'ada' });
});

test('a pull request is read as it stands', async () => {
  const [{ headSha } = expect.unreachable()] = github.simulator.people.pulls(BACKEND);
  const place = { repositoryId: expect.stringMatching(/^\d+$/), ...NAME };
  const branches = { head: 'feature', headSha, base: 'main' };
  expect(await host.read(PULL)).toEqual({ ...place, state: 'open', isDraft: false, ...branches });
  await github.simulator.people.merge(PULL_NAME);
  expect(await host.read(PULL)).toMatchObject({ state: 'merged' });
  expect(await host.read({ ...PULL, number: 9 })).toBeUndefined();
});

test('what moved in a repository since a moment is told with one request, and what did not is not', async () => {
  const { people } = github.simulator;
  await people.push(BACKEND, 'other', { 'src/b.ts': 'b\n' }, 'Change b');
  const number = await people.openPull(BACKEND, { title: 'Change b', head: 'other' });
  await host.read(PULL);
  github.clock.advance(60_000);
  const since = instant(github.clock.now());
  const before = requests();
  expect(await host.movedSince(NAME, since)).toEqual([]);
  expect(requests() - before).toBe(1);

  await people.merge(PULL_NAME);
  expect(await host.movedSince(NAME, since)).toEqual([
    { number: 1, state: 'merged', base: 'main', movedAt: expect.any(String) },
  ]);
  github.clock.advance(60_000);
  await people.closePull({ repository: BACKEND, number });
  const [closed, merged] = await host.movedSince(NAME, since);
  expect(Date.parse(closed?.movedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(merged?.movedAt ?? '') + 59_000);
  expect([closed, merged]).toMatchObject([
    { number, state: 'closed', base: 'main' },
    { number: 1, state: 'merged', base: 'main' },
  ]);
});

test('what moved in a repository that was renamed since is told under its former name', async () => {
  const since = instant(github.clock.now() - 60_000);
  github.simulator.people.rename(BACKEND, 'server');
  expect(await host.movedSince(NAME, since)).toMatchObject([{ number: 1, state: 'open' }]);
});

test('an outage is one, and the token is asked for once while it is good', async () => {
  await host.read(PULL);
  const { mintings } = github.simulator.counts();
  github.simulator.faults.add({ operation: '*', kind: 'status', status: 503, times: 1 });

  await expect(host.read(PULL)).rejects.toThrow(ServiceUnavailable);
  await host.read(PULL);
  expect(github.simulator.counts().mintings).toBe(mintings);
});

test('one that people close without merging is closed', async () => {
  await github.simulator.people.closePull(PULL_NAME);
  expect(await host.read(PULL)).toMatchObject({ state: 'closed' });
});

test('one of a repository that the App does not reach is not known to be gone', async () => {
  const elsewhere = { owner: 'acme', repo: 'elsewhere', number: 1 };
  await expect(host.read(elsewhere)).rejects.toMatchObject({ code: 'app_not_installed' });
});

test('one of a repository that was renamed since is found, and answered, under its former name', async () => {
  const since = instant(github.clock.now() - 60_000);
  github.simulator.people.rename(BACKEND, 'server');
  expect(await host.read(PULL)).toMatchObject({ state: 'open' });
  await host.say(PULL, { answerId: 'renamed', body: 'Still here.', since });
  expect(github.simulator.people.commentsOf({ repository: 'acme/server', number: 1 })).toHaveLength(1);
});

test('a token that GitHub takes back before its time is asked for anew', async () => {
  await host.read(PULL);
  github.simulator.faults.add({ operation: 'pulls/get', kind: 'status', status: 401, times: 1 });

  expect(await host.read(PULL)).toMatchObject({ state: 'open' });
  expect(github.simulator.counts().mintings).toBe(2);
});

test("one that is named with its repository's number is found whatever that is called, and whatever has its former name", async () => {
  const { repositoryId } = (await host.read(PULL)) ?? expect.unreachable();
  const { people } = github.simulator;
  const commentId = String(await people.comment(PULL_NAME, '/ai-implement', 'ada'));
  people.rename(BACKEND, 'server');
  github.simulator.repositories.push(aRepository());
  const anew = githubPullRequestHost({ apiUrl: github.simulator.url, ...APP, now: github.clock.now });

  const named = { ...PULL, repositoryId };
  expect(await anew.read(named)).toMatchObject({ repositoryId, owner: 'acme', repo: 'server' });
  expect(await anew.mayWrite(named, 'ada')).toBe(true);
  expect(await anew.comment(named, { kind: 'conversation', commentId })).toMatchObject({ author: 'ada' });
  await anew.say(named, { answerId: 'a', body: 'Noted.', since: instant(0) });
  const said = people.commentsOf({ repository: 'acme/server', number: 1 }).map(({ body }) => body);
  expect(said).toEqual(['/ai-implement', expect.stringContaining('Noted.')]);
});
