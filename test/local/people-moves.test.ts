import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { type LinearSimulator, startLinearSimulator } from '../../simulators/linear/simulator.ts';
import { PEOPLE_MOVES } from '../../simulators/people/people-moves.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import type { GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

const PULL = 'acme/backend#1';
const LINEAR = {
  teams: [{ key: 'ENG', name: 'Engineering', issues: [{ title: 'Export users' }, { title: 'Import users' }] }],
};

let github: GitHubForTests;
let linear: LinearSimulator;
beforeEach(async () => {
  github = await aCodeHost();
  linear = await startLinearSimulator({ clock: github.clock, apiKey: 'k', seed: LINEAR });
  const { people } = github.simulator;
  await people.push('acme/backend', 'feature', { 'src/a.ts': 'a\n' }, 'Change a');
  await people.openPull('acme/backend', { title: 'Change a', head: 'feature' });
});
afterEach(async () => {
  await linear.stop();
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

/** Makes a move in a laptop run that has nothing but this Linear and this GitHub. */
async function move(name: string, ...args: string[]): Promise<string | undefined> {
  const { clock, simulator } = github;
  const run = { clock, vendors: { linear, github: simulator } } as unknown as LaptopRun;
  return PEOPLE_MOVES[name]?.make(run, args);
}

describe('a pull request', () => {
  it('is named by its ticket too, which means the newest', async () => {
    const { people } = github.simulator;
    await people.push('acme/backend', 'newer', { 'src/b.ts': 'b\n' }, 'Change b');
    for (const [head, title] of [
      ['feature-2', 'ENG-1: Change a'],
      ['newer', 'ENG-1: Change b'],
    ] as const) {
      await people.push('acme/backend', head, { [`src/${head}.ts`]: 'c\n' }, 'Change');
      await people.openPull('acme/backend', { title, head });
    }

    expect(await move('close', 'ENG-1')).toBe('close: acme/backend#3 is done');
    await expect(move('merge', 'ENG-12')).rejects.toThrow(/ENG-12 is no pull request/);
  });
});

describe('a plan', () => {
  it('is approved once it waits for that, and not before there is one', async () => {
    await expect(move('approve', 'ENG-1')).rejects.toThrow(
      /^ENG-1 has no plan that waits for approval: .*Plan-Complete.*sim -- list/,
    );
    expect(linear.labelsOf('ENG-1')).toEqual([]);
    linear.addLabel('ENG-1', 'Plan-Complete');

    expect(await move('approve', 'ENG-1')).toContain('Plan-Approved');
  });
});

describe('a person at the laptop', () => {
  it('comments on a pull request', async () => {
    expect(await move('comment', PULL, 'Please add a test.')).toMatch(
      new RegExp(`^commented on ${PULL}; the comment is \\d+$`),
    );
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

  it('merges what somebody asked changes of: they approve first', async () => {
    github.repository.protectedBranches = ['main'];
    const { people } = github.simulator;
    const pull = { repository: 'acme/backend', number: 1 };
    await people.review(pull, { verdict: 'request-changes', body: 'Not yet.' }, 'ada');
    await expect(people.merge(pull)).rejects.toThrow('At least 1 approving review is required');
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

  it.each([
    ['comment', [PULL, 'Why?']],
    ['inline', [PULL, 'src/a.ts:1', 'Why?']],
  ])('changes and deletes what %s wrote', async (name, args) => {
    const said = () => {
      const { comments, reviewComments } = github.simulator.export().code;
      return [...comments, ...reviewComments].map(({ body }) => body);
    };
    const [id = ''] = /\d+$/.exec((await move(name, ...args)) ?? '') ?? [];
    await move('edit', PULL, id, 'Why not?');
    expect(said()).toEqual(['Why not?']);
    await move('delete', PULL, id);
    expect(said()).toEqual([]);
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
});

describe('an owner at the laptop', () => {
  const named = () => github.simulator.repositories.map(({ owner, name }) => `${owner}/${name}`);
  const standing = () => {
    const { isArchived = false, isInstalled = true, isSuspended = false } = github.repository;
    return { isArchived, isInstalled, isSuspended };
  };

  it('renames and transfers a repository, with its pull requests', async () => {
    expect(await move('rename', 'acme/backend', 'server')).toBe('acme/backend is now called server');
    expect(await move('transfer', 'acme/server', 'umbrella')).toBe('acme/server now belongs to umbrella');

    expect(named()).toEqual(['umbrella/server', 'acme/frontend']);
    expect(await move('close', 'umbrella/server#1')).toBe('close: umbrella/server#1 is done');
    expect(standing()).toMatchObject({ isInstalled: false });
  });

  it('archives a repository, and takes that back', async () => {
    await move('archive', 'acme/backend');
    expect(standing()).toMatchObject({ isArchived: true });
    await move('unarchive', 'acme/backend');
    expect(standing()).toMatchObject({ isArchived: false });
  });

  it.each([
    ['remove', 'install', 'acme', { isInstalled: false }],
    ['remove', 'install', 'acme/backend', { isInstalled: false }],
    ['suspend', 'unsuspend', 'acme', { isSuspended: true }],
  ])('can %s and %s the App in %s', async (what, back, of, changed) => {
    await move('app', what, of);
    expect(standing()).toMatchObject(changed);
    await move('app', back, of);
    expect(standing()).toEqual({ isArchived: false, isInstalled: true, isSuspended: false });
  });
});

describe('a move', () => {
  it.each(['ENG-1', 'eng-1', 'http://127.0.0.1:4601/issue/ENG-1', 'http://127.0.0.1:4601/issue/eng-1/export-users'])(
    'names a ticket by %s',
    async (text) => {
      expect(await move('mark', text)).toBe('ENG-1: Todo, labels AI-Implement');
    },
  );

  it.each([
    'acme/backend#1',
    'Acme/Backend#1',
    'http://127.0.0.1:4602/acme/backend/pull/1',
    'http://127.0.0.1:4602/acme/backend/pull/1/files#diff',
  ])('names a pull request by %s', async (text) => {
    expect(await move('merge', text)).toBe('merge: acme/backend#1 is done');
  });

  it('block says that one ticket waits for another', async () => {
    expect(await move('block', 'eng-2', 'eng-1')).toBe('ENG-2 is blocked by ENG-1');
  });

  it('list shows tickets and pull requests', async () => {
    await move('mark', 'ENG-2');
    expect((await move('list'))?.split('\n')).toEqual([
      'Tickets',
      '  ENG-1  Todo                Export users',
      '  ENG-2  Todo  AI-Implement  Import users',
      '',
      'Pull requests',
      `  ${github.simulator.url}/acme/backend/pull/1  open  Change a`,
    ]);
  });

  it('clock moves time on', async () => {
    const before = github.clock.now();
    await move('clock', '366d');
    expect(github.clock.now() - before).toBeGreaterThanOrEqual(366 * 86_400_000);
  });

  it('into a protected branch is approved before it is merged', async () => {
    github.repository.protectedBranches = ['main'];

    expect(await move('merge', PULL)).toBe(`merge: ${PULL} is done`);
  });
});

describe('a move that cannot be made', () => {
  it.each([
    ['block', ['ENG-1', 'eng-1'], /ENG-1 cannot block itself/],
    ['block', ['ENG-1', 'ENG-9'], /there is no ticket ENG-9; `npm run sim -- list` shows those that there are/],
    ['mark', ['http://127.0.0.1:4601/'], /there is no ticket http/],
    ['comment', ['ENG-1', ' '], /a comment needs a text/],
    ['comment', ['acme/backend#7', 'Hello'], /there is no pull request acme\/backend#7; `npm run sim -- list`/],
    ['clock', ['9999d'], /9999d is more than time can be moved at once; give at most 366d/],
    ['clock', ['0s'], /0s is no duration; write for example 90s, 5m, 24h or 2d/],
    ['clock', ['-1h'], /-1h is no duration/],
    ['inline', [PULL, 'src/a.ts', 'Why?'], /src\/a.ts is no line of a file; write for example src\/a.ts:1/],
    ['resolve', [PULL, '7'], /there is no comment 7 on the diff/],
    ['check', [PULL, 'test', 'maybe'], /maybe is no conclusion; there are success, failure/],
    ['close', [`${PULL}0`], /no pull request acme\/backend#10/],
    ['merge', ['backend'], /backend is no pull request; write for example acme\/backend#3/],
    ['merge', ['acme/backend#7'], /no pull request acme\/backend#7/],
    ['merge', ['acme/other#1'], /no repository acme\/other; there are acme\/backend, acme\/frontend/],
    ['delete', [PULL, '7'], /there is no comment 7 on the pull request/],
    ['rename', ['acme/other', 'server'], /no repository acme\/other; there are acme\/backend, acme\/frontend/],
    ['rename', ['acme/backend', 'frontend'], /The repository acme\/frontend already exists/],
    ['rename', ['acme/backend', 'a b'], /acme\/a b is no name of a repository/],
    ['unarchive', ['acme/backend'], /acme\/backend is not archived/],
    ['app', ['burn', 'acme'], /burn is no move of the App; there are remove, install, suspend, unsuspend/],
    ['app', ['suspend', 'acme/backend'], /suspended for an owner, such as acme, and not in acme\/backend alone/],
    ['app', ['install', 'acme'], /acme has the App installed already/],
    ['app', ['remove', 'other'], /other has not installed the App/],
    ['token', ['linear', 'expire'], /no token of linear to play with; there is jira/],
    ['token', ['jira', 'lose'], /can expire or renew, and not lose/],
    ['token', ['jira', 'expire'], /Jira is not simulated/],
    ['review', [PULL, 'reject', ''], /reject is no verdict; there are approve, request-changes, comment/],
  ])('%s %j is told what is wrong', async (name, args, message) => {
    await expect(move(name, ...args)).rejects.toThrow(message);
  });
});
