import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCodeHost, askBackend } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aCodeHost();
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

const READER = { permissions: { contents: 'read' } } as const;
const textOf = (body: Record<string, unknown>) => Buffer.from(String(body['content']), 'base64').toString();

/** The sha of a branch's last commit. */
async function headOf(branch: string): Promise<string> {
  const { body } = await askBackend(github, `GET /git/ref/heads/${branch}`);
  return (body['object'] as { sha: string }).sha;
}

/** Makes a commit on top of `main` that writes one file, and answers its sha. */
async function commit(path: string, content: string): Promise<string> {
  const parent = await headOf('main');
  const entry = { path, mode: '100644', type: 'blob', content };
  const { body: tree } = await askBackend(github, 'POST /git/trees', { base_tree: parent, tree: [entry] });
  const wish = { message: 'A change', tree: tree['sha'], parents: [parent] };
  const { body } = await askBackend(github, 'POST /git/commits', wish);
  return body['sha'] as string;
}

describe('the simulated GitHub shows', () => {
  it('a file with its content, and as raw text', async () => {
    const { body } = await askBackend(github, 'GET /contents/src/a.ts', undefined, READER);
    expect(body).toMatchObject({ type: 'file', name: 'a.ts', path: 'src/a.ts', encoding: 'base64' });
    expect(textOf(body)).toBe('export const a = 1;\n');
    const raw = await askBackend(github, 'GET /contents/src%2Fa.ts', undefined, {
      ...READER,
      accept: 'application/vnd.github.raw+json',
    });
    expect(raw.text).toBe('export const a = 1;\n');
  });

  it('a folder, and the whole repository', async () => {
    const folder = await askBackend(github, 'GET /contents/src');
    expect(folder.body).toMatchObject([{ type: 'file', path: 'src/a.ts' }]);
    const root = await askBackend(github, 'GET /contents/');
    expect(root.body).toMatchObject([{ path: '.github', type: 'dir' }, { path: 'README.md' }, { path: 'src' }]);
  });

  it.each([
    ['a file that is not there', '/contents/b.ts', 404, 'Not Found'],
    ['a ref that is not there', '/contents/README.md?ref=trunk', 404, 'No commit found for the ref trunk'],
    ['a branch that is not there', '/branches/trunk', 404, 'Branch not found'],
    ['a ref that is but the beginning of another', '/git/ref/heads/mai', 404, 'Not Found'],
  ])('nothing for %s', async (_, path, status, message) => {
    expect(await askBackend(github, `GET ${path}`)).toMatchObject({ status, body: { message } });
  });

  it('the code of no repository that has none', async () => {
    delete github.repository.gitDir;
    expect(await askBackend(github, 'GET /git/ref/heads/main')).toMatchObject({
      status: 409,
      body: { message: 'Git Repository is empty.' },
    });
  });

  it('which branches are protected', async () => {
    await askBackend(github, 'POST /git/refs', { ref: 'refs/heads/feature/x', sha: await headOf('main') });
    github.repository.protectedBranches = ['main'];
    const { body } = await askBackend(github, 'GET /branches');
    expect(body).toMatchObject([
      { name: 'feature/x', protected: false },
      { name: 'main', protected: true },
    ]);
    expect((await askBackend(github, 'GET /branches/feature/x')).body).toMatchObject({ protected: false });
    expect((await askBackend(github, 'GET /git/matching-refs/heads/fea')).body).toMatchObject([
      { ref: 'refs/heads/feature/x' },
    ]);
  });

  it('lists page by page', async () => {
    await askBackend(github, 'POST /git/refs', { ref: 'refs/heads/feature', sha: await headOf('main') });
    const first = await askBackend(github, 'GET /branches?per_page=1');
    expect(first.headers.get('link')).toMatch(/branches\?per_page=1&page=2>; rel="next"/);
    const second = await askBackend(github, 'GET /branches?per_page=1&page=2');
    expect(second.body).toMatchObject([{ name: 'main' }]);
    expect(second.headers.get('link')).toBeNull();
  });
});

describe('the simulated GitHub makes', () => {
  it('a commit out of blobs and a tree, and moves a branch to it', async () => {
    const sha = await commit('src/b.ts', 'export {};\n');
    const made = await askBackend(github, `GET /git/commits/${sha}`);
    expect(made.body).toMatchObject({ message: 'A change', author: { name: 'ai-implement[bot]' } });
    const moved = await askBackend(github, 'PATCH /git/refs/heads/main', { sha });
    expect(moved).toMatchObject({ status: 200, body: { object: { sha } } });
    const tree = await askBackend(github, `GET /git/trees/${sha}?recursive=1`);
    expect(tree.body['tree']).toContainEqual(expect.objectContaining({ path: 'src/b.ts', mode: '100644' }));
  });

  it('a blob of bytes, which it gives back', async () => {
    const content = Buffer.from([0, 255, 10]).toString('base64');
    const { body } = await askBackend(github, 'POST /git/blobs', { content, encoding: 'base64' });
    expect((await askBackend(github, `GET /git/blobs/${body['sha']}`)).body).toMatchObject({ content, size: 3 });
  });

  it('a tree without a file', async () => {
    const change = { path: 'README.md', mode: '100644', type: 'blob', sha: null };
    const wish = { base_tree: await headOf('main'), tree: [change] };
    const { body } = await askBackend(github, 'POST /git/trees', wish);
    expect(body['tree']).toMatchObject([{ path: '.github' }, { path: 'src' }]);
  });

  it('no tree with a workflow file, unless the token may write workflows', async () => {
    const change = { path: '.github/workflows/x.yml', mode: '100644', type: 'blob', content: 'on: push\n' };
    const body = { base_tree: await headOf('main'), tree: [change] };
    expect(await askBackend(github, 'POST /git/trees', body)).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    const permissions = { contents: 'write', workflows: 'write' } as const;
    expect((await askBackend(github, 'POST /git/trees', body, { permissions })).status).toBe(201);
  });

  it('nothing for a token that only reads', async () => {
    const answer = await askBackend(github, 'POST /git/blobs', { content: 'a' }, READER);
    expect(answer).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
  });
});

describe('the simulated GitHub refuses', () => {
  it.each([
    ['a branch that exists', 'refs/heads/main', 'Reference already exists'],
    ['a name that is no ref', 'main', "Reference name must start with 'refs/'."],
    ['a protected branch', 'refs/heads/release', expect.stringContaining('Protected branch update failed')],
  ])('to make %s', async (_, ref, message) => {
    const answer = await askBackend(github, 'POST /git/refs', { ref, sha: await headOf('main') });
    expect(answer).toMatchObject({ status: 422, body: { message } });
  });

  it('to move a branch backwards, unless it is forced', async () => {
    const before = await headOf('main');
    await askBackend(github, 'PATCH /git/refs/heads/main', { sha: await commit('b', 'b') });
    expect(await askBackend(github, 'PATCH /git/refs/heads/main', { sha: before })).toMatchObject({
      status: 422,
      body: { message: 'Update is not a fast forward' },
    });
    await askBackend(github, 'PATCH /git/refs/heads/main', { sha: before, force: true });
    expect(await headOf('main')).toBe(before);
  });

  it('a commit that it did not sign, where a rule wants that', async () => {
    const rules = [{ type: 'required_signatures' }];
    github.repository.rulesets = [{ id: 1, name: 'Signed', branches: 'bots/*', rules }];
    const sha = await commit('b', 'b');
    expect((await askBackend(github, 'POST /git/refs', { ref: 'refs/heads/bots/a', sha })).status).toBe(201);
    github.repository.signsNothing = true;
    const unsigned = await commit('c', 'c');
    const refused = { status: 422, body: { message: expect.stringContaining('must have verified signatures') } };
    expect(await askBackend(github, 'POST /git/refs', { ref: 'refs/heads/bots/b', sha: unsigned })).toMatchObject(
      refused,
    );
    expect(await askBackend(github, 'PATCH /git/refs/heads/bots/a', { sha: unsigned, force: true })).toMatchObject(
      refused,
    );
  });

  it.each([
    ['a ref that is not there', 'heads/trunk', 'Reference does not exist'],
    ['a ref to an object that is not there', 'heads/main', 'Object does not exist'],
  ])('to move %s', async (_, ref, message) => {
    const answer = await askBackend(github, `PATCH /git/refs/${ref}`, { sha: 'f'.repeat(40) });
    expect(answer).toMatchObject({ status: 422, body: { message } });
  });

  it('a commit of a tree that is not there', async () => {
    const answer = await askBackend(github, 'POST /git/commits', { message: 'm', tree: 'f'.repeat(40) });
    expect(answer).toMatchObject({ status: 422, body: { message: 'Tree SHA does not exist' } });
  });
});
