import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { PEOPLE_MOVES } from '../../local/world/people/people-moves.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import type { GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const PULL = 'acme/backend#1';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aCodeHost();
  const { people } = github.simulator;
  await people.push('acme/backend', 'feature', { 'src/a.ts': 'a\n' }, 'Change a');
  await people.openPull('acme/backend', { title: 'Change a', head: 'feature' });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

/** Makes a move in a laptop run that has nothing but this GitHub. */
async function move(name: string, ...args: string[]): Promise<string | undefined> {
  const run = { vendors: { github: github.simulator } } as unknown as LaptopRun;
  return PEOPLE_MOVES[name]?.make(run, args);
}

describe('a person at the laptop', () => {
  it('comments on a pull request', async () => {
    expect(await move('comment', PULL, 'Please add a test.')).toBe(`commented on ${PULL}`);
    const comments = github.simulator.people.commentsOf({ repository: 'acme/backend', number: 1 });
    expect(comments).toMatchObject([{ login: 'octocat', body: 'Please add a test.' }]);
  });

  it('reviews a pull request', async () => {
    await move('review', PULL, 'comment', 'Looks fine.');
    const { reviews } = github.simulator.export().code;
    expect(reviews).toMatchObject([{ state: 'COMMENTED', body: 'Looks fine.' }]);
  });

  it('merges a pull request', async () => {
    await move('merge', PULL);
    expect(github.simulator.people.pulls('acme/backend')).toMatchObject([{ mergedAt: expect.any(Number) }]);
  });

  it('comments on a line, and resolves its thread', async () => {
    const told = await move('inline', PULL, 'src/a.ts:1', 'Why?');
    const [id = ''] = /\d+$/.exec(told ?? '') ?? [];
    await move('resolve', PULL, id);
    const { reviewComments, resolvedThreads } = github.simulator.export().code;
    expect(reviewComments).toMatchObject([{ path: 'src/a.ts', line: 1, body: 'Why?' }]);
    expect(resolvedThreads).toEqual([Number(id)]);
  });

  it('closes a pull request and opens it again', async () => {
    const isClosed = () => github.simulator.people.pulls('acme/backend').map(({ closedAt }) => closedAt !== null);
    await move('close', PULL);
    expect(isClosed()).toEqual([true]);
    await move('reopen', PULL);
    expect(isClosed()).toEqual([false]);
  });

  it('lets a check fail', async () => {
    expect(await move('check', PULL, 'test', 'failure')).toBe(`the check test of ${PULL} ended: failure`);
    expect(github.simulator.export().code.checkRuns).toMatchObject([{ name: 'test', conclusion: 'failure' }]);
  });

  it.each([
    ['inline', [PULL, 'src/a.ts', 'Why?'], /src\/a.ts is no line of a file; write for example src\/a.ts:1/],
    ['resolve', [PULL, '7'], /there is no comment 7 on the diff/],
    ['check', [PULL, 'test', 'maybe'], /maybe is no conclusion; there are success, failure/],
    ['close', [`${PULL}0`], /no pull request acme\/backend#10/],
    ['merge', ['backend'], /backend is no pull request; write for example acme\/backend#3/],
    ['merge', ['acme/backend#7'], /no pull request acme\/backend#7/],
    ['merge', ['acme/other#1'], /no repository acme\/other/],
    ['token', ['linear', 'expire'], /no token of linear to play with; there is jira/],
    ['token', ['jira', 'lose'], /can expire or renew, and not lose/],
    ['token', ['jira', 'expire'], /Jira is not simulated/],
    ['review', [PULL, 'reject', ''], /reject is no verdict; there are approve, request-changes, comment/],
  ])('is told what is wrong with %s %j', async (name, args, message) => {
    await expect(move(name, ...args)).rejects.toThrow(message);
  });
});
