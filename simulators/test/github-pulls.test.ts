import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitFiles } from '../github/git/commit-files.ts';
import { aCodeHost, askBackend } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';
import { ask } from './github-requests.ts';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aCodeHost();
  await push('feature', { 'src/a.ts': 'export const a = 2;\n', 'src/b.ts': 'export const b = 1;\n' });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

/** A commit of a person, straight into the repository. */
function push(branch: string, files: Record<string, string | null>): Promise<string> {
  const author = { name: 'ada', email: 'ada@example.com', at: github.clock.now() };
  const commit = { branch, from: 'main', files, message: `Change ${branch}`, author };
  return commitFiles(github.repository.gitDir ?? '', commit);
}

const WISH = { title: 'ENG-1: Add b', body: 'Adds b.', head: 'feature', base: 'main' };
const open = (wish: object = {}) => askBackend(github, 'POST /pulls', { ...WISH, ...wish });

describe('a pull request of the simulated GitHub', () => {
  it('is opened by the bot of the App, with counts of what it changes', async () => {
    const { status, body } = await open({ draft: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({ number: 1, state: 'open', draft: true, title: WISH.title, mergeable: true });
    expect(body).toMatchObject({ user: { login: 'ai-implement[bot]', type: 'Bot' }, mergeable_state: 'draft' });
    expect(body).toMatchObject({ commits: 1, changed_files: 2, additions: 2, deletions: 1 });
    expect(body).toMatchObject({ head: { ref: 'feature', label: 'acme:feature' }, base: { ref: 'main' } });
  });

  it('is numbered after those that scripted runs opened', async () => {
    const state = github.simulator.export();
    github.simulator.import({ ...state, nextPull: { 'acme/backend': 7 } });
    expect((await open()).body).toMatchObject({ number: 7 });
  });

  it('follows its branch', async () => {
    await open();
    const sha = await push('feature', { 'src/c.ts': 'c\n' });
    expect((await askBackend(github, 'GET /pulls/1')).body).toMatchObject({ head: { sha }, commits: 2 });
    expect((await askBackend(github, 'GET /pulls/1/commits')).body).toMatchObject([{ parents: [{}] }, { sha }]);
  });

  it('shows its diff against where it left its base', async () => {
    await open();
    await push('main', { 'README.md': '# Other\n' });
    const accept = 'application/vnd.github.diff';
    const { text } = await askBackend(github, 'GET /pulls/1', undefined, { accept });
    expect(text).toContain('+++ b/src/b.ts\n@@ -0,0 +1 @@\n+export const b = 1;\n');
    expect(text).not.toContain('README.md');
  });

  it('lists its files', async () => {
    await push('feature', { 'docs/long name.md': '# Backend\n', 'README.md': null });
    await open();
    const { body } = await askBackend(github, 'GET /pulls/1/files');
    expect(body).toMatchObject([
      { filename: 'docs/long name.md', previous_filename: 'README.md', status: 'renamed', changes: 0 },
      { filename: 'src/a.ts', status: 'modified', additions: 1, deletions: 1, patch: expect.stringMatching(/^@@/) },
      { filename: 'src/b.ts', status: 'added', additions: 1, deletions: 0 },
    ]);
  });
});

describe('the simulated GitHub keeps a pull request that', () => {
  it('is found by its branch, and only by owner and branch', async () => {
    await open();
    await push('other', { o: 'o\n' });
    await open({ head: 'other' });
    const numbers = async (query: string) => {
      const { body } = await askBackend(github, `GET /pulls${query}`);
      return (body as unknown as Array<{ number: number }>).map(({ number }) => number);
    };
    expect(await numbers('')).toEqual([2, 1]);
    expect(await numbers('?head=acme:feature&base=main')).toEqual([1]);
    expect(await numbers('?head=feature')).toEqual([2, 1]);
    expect(await numbers('?state=closed')).toEqual([]);
  });

  it('is changed, closed and opened again', async () => {
    await open();
    const change = { title: 'Other', body: 'New.', state: 'closed' };
    expect((await askBackend(github, 'PATCH /pulls/1', change)).body).toMatchObject(change);
    expect((await askBackend(github, 'PATCH /pulls/1', { state: 'open' })).body).toMatchObject({ closed_at: null });
  });

  it('is closed by the end of its branch', async () => {
    await open();
    await askBackend(github, 'DELETE /git/refs/heads/feature');
    expect((await askBackend(github, 'GET /pulls/1')).body).toMatchObject({ state: 'closed', merged: false });
  });

  it('outlives a restart', async () => {
    await open();
    const state = structuredClone(github.simulator.export());
    github.simulator.import(state);
    expect((await askBackend(github, 'GET /pulls/1')).body).toMatchObject({ title: WISH.title });
  });
});

describe('the simulated GitHub opens no pull request', () => {
  it.each([
    ['of a branch that is not there', { head: 'trunk' }, { field: 'head', code: 'invalid' }],
    ['into a branch that is not there', { base: 'trunk' }, { field: 'base', code: 'invalid' }],
    ['without a title', { title: '' }, { field: 'title', code: 'missing_field' }],
    ['without commits', { head: 'main' }, { code: 'custom', message: 'No commits between main and main' }],
  ])('%s', async (_, wish, error) => {
    const answer = await open(wish);
    expect(answer).toMatchObject({ status: 422, body: { message: 'Validation Failed', errors: [error] } });
  });

  it('where one is open already', async () => {
    await open();
    const message = 'A pull request already exists for acme:feature.';
    expect(await open()).toMatchObject({ status: 422, body: { errors: [{ code: 'custom', message }] } });
  });

  it('twice, when it is asked for twice at once', async () => {
    const answers = await Promise.all([open(), open()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it('as a draft where drafts are not supported', async () => {
    github.repository.refusesDrafts = true;
    expect(await open({ draft: true })).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'Draft pull requests are not supported in this repository.' }] },
    });
  });

  it.each([
    ['contents: write only', { contents: 'write' }],
    ['pull_requests: read', { pull_requests: 'read' }],
  ] as const)('for a token with %s', async (_, permissions) => {
    const answer = await askBackend(github, 'POST /pulls', WISH, { permissions });
    expect(answer).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
  });

  it('for a job of Actions', async () => {
    const permissions = { contents: 'write', 'pull-requests': 'write' };
    const { token } = github.simulator.tokens.mintJobToken(github.repository, permissions);
    const answer = await ask(github, { method: 'POST', path: '/repos/acme/backend/pulls', token, body: WISH });
    expect(answer).toMatchObject({ status: 403, body: { message: expect.stringMatching(/not permitted to create/) } });
  });
});

describe('merging in the simulated GitHub', () => {
  const merge = (body: object = {}) => askBackend(github, 'PUT /pulls/1/merge', body);

  it('moves the base and closes the pull request', async () => {
    await open();
    const { body } = await merge();
    expect((await askBackend(github, 'GET /git/ref/heads/main')).body).toMatchObject({ object: { sha: body['sha'] } });
    expect((await askBackend(github, 'GET /pulls/1')).body).toMatchObject({
      merged: true,
      state: 'closed',
      commits: 1,
    });
    expect(await merge()).toMatchObject({ status: 405, body: { message: 'Pull Request is not mergeable' } });
  });

  it('is refused for a draft', async () => {
    await open({ draft: true });
    expect(await merge()).toMatchObject({ status: 405, body: { message: 'Pull Request is still a draft' } });
  });

  it('is refused on a conflict', async () => {
    await open();
    await push('main', { 'src/a.ts': 'export const a = 3;\n' });
    expect((await askBackend(github, 'GET /pulls/1')).body).toMatchObject({ mergeable: false });
    expect((await merge()).status).toBe(405);
  });

  it('is refused after the branch moved on', async () => {
    await open();
    expect((await merge({ sha: 'f'.repeat(40) })).status).toBe(409);
  });

  it('is refused into a protected branch that nobody approved', async () => {
    github.repository.protectedBranches = ['main'];
    await open();
    expect(await merge()).toMatchObject({ status: 405, body: { message: expect.stringMatching(/approving review/) } });
  });

  it('is refused to a token that may not write contents', async () => {
    await open();
    const permissions = { contents: 'read', pull_requests: 'write' } as const;
    expect((await askBackend(github, 'PUT /pulls/1/merge', {}, { permissions })).status).toBe(403);
  });
});
