import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitEnvironment } from '../github/git/git.ts';
import { lfsObject } from '../github/git/lfs-server.ts';
import { aGitHubSimulator, aRepository, type GitHubForTests } from './a-github-simulator.ts';
import { aToken } from './github-requests.ts';

const SEED = { 'README.md': '# Backend\n', 'bin/run': '#!/bin/sh\n', '.github/workflows/ci.yml': 'on: push\n' };

let github: GitHubForTests;
let folder: string;
beforeEach(async () => {
  const repository = aRepository({ seed: SEED, protectedBranches: ['main'] });
  github = {
    ...(await aGitHubSimulator({ repositories: [repository, aRepository({ name: 'frontend' })] })),
    repository,
  };
  folder = mkdtempSync(join(tmpdir(), 'github-git-'));
});
afterEach(async () => {
  await github.close();
  rmSync(folder, { recursive: true });
  expect(github.simulator.failures).toEqual([]);
});

const run = promisify(execFile);

/** Runs git with a token, as a person's machine would: basic authentication, no prompts. */
async function git(args: string[], token?: string): Promise<string> {
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const config = token === undefined ? [] : ['-c', `http.extraHeader=${header}`];
  const env = gitEnvironment();
  const { stdout } = await run('git', [...config, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    cwd: folder,
    env,
  });
  return stdout.trim();
}

const contents = (level: 'read' | 'write', more: object = {}) =>
  aToken(github, { permissions: { contents: level, ...more } });

/** Clones, commits these files and pushes them to a branch. */
async function push(token: string, branch: string, files: Record<string, string>, ...flags: string[]): Promise<string> {
  rmSync(join(folder, 'work'), { recursive: true, force: true });
  await git(['clone', '--quiet', github.repository.gitUrl ?? '', 'work'], token);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, 'work', path)), { recursive: true });
    writeFileSync(join(folder, 'work', path), content);
  }
  await git(['-C', 'work', 'add', '.']);
  await git(['-C', 'work', 'commit', '--quiet', '--message', 'A change']);
  await git(['-C', 'work', 'push', '--quiet', ...flags, 'origin', `HEAD:refs/heads/${branch}`], token);
  return git(['-C', 'work', 'rev-parse', 'HEAD']);
}

const branchOf = (token: string, branch: string) =>
  git(['ls-remote', github.repository.gitUrl ?? '', `refs/heads/${branch}`], token);

describe('the simulated GitHub serves a git repository', () => {
  it('that a token with contents: read clones, but does not push to', async () => {
    const token = await contents('read');
    await git(['clone', '--quiet', github.repository.gitUrl ?? '', 'clone'], token);
    expect(await git(['-C', 'clone', 'ls-files', '--stage'])).toMatch(/100644 .*README\.md\n100755 .*bin\/run$/);
    await expect(push(token, 'feature', { a: 'b' })).rejects.toThrow(/Write access to repository not granted/);
  });

  it('that a token with contents: write pushes to', async () => {
    const token = await contents('write');
    const sha = await push(token, 'feature', { 'src/a.ts': 'export {};\n' });
    expect(await branchOf(token, 'feature')).toMatch(sha);
  });

  it.skipIf(spawnSync('git', ['lfs', 'version']).status !== 0)(
    'with what Git LFS keeps, and says what is missing',
    async () => {
      const oid = createHash('sha256').update('big\n').digest('hex');
      const pointer = (id: string) => `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize 4\n`;
      const file = lfsObject(github.repository.gitDir ?? '', oid);
      await mkdir(dirname(file), { recursive: true });
      writeFileSync(file, 'big\n');
      const files = { 'a.bin': pointer(oid), 'b.bin': pointer('0'.repeat(64)), '.gitattributes': '*.bin filter=lfs\n' };
      await push(await contents('write'), 'feature', files);
      const token = await contents('read');
      await git(['-C', 'work', 'lfs', 'install', '--local']);
      await git(['-C', 'work', 'lfs', 'fetch', '--include=a.bin', 'origin', 'HEAD'], token);
      await git(['-C', 'work', 'lfs', 'checkout', 'a.bin']);
      expect(readFileSync(join(folder, 'work/a.bin'), 'utf8')).toBe('big\n');
      const rest = git(['-C', 'work', 'lfs', 'fetch', 'origin', 'HEAD'], token);
      await expect(rest).rejects.toThrow(/Object does not exist on the server/);
    },
  );

  it.each([
    ['without a token', undefined],
    ['to a token that nobody minted', 'ghs_wrong'],
  ])('not %s', async (_, token) => {
    const listing = git(['ls-remote', github.repository.gitUrl ?? ''], token);
    await expect(listing).rejects.toThrow(/could not read Username/);
  });

  it('not to a token for another repository', async () => {
    const token = await aToken(github, { repositories: ['frontend'], permissions: { contents: 'write' } });
    await expect(git(['ls-remote', github.repository.gitUrl ?? ''], token)).rejects.toThrow(/Repository not found/);
  });

  it('to the token of a job, with the permissions of its job', async () => {
    const { token } = github.simulator.tokens.mintJobToken(github.repository, {
      contents: 'read',
      'id-token': 'write',
    });
    expect(await branchOf(token, 'main')).toMatch(/refs\/heads\/main/);
    await expect(push(token, 'feature', { a: 'b' })).rejects.toThrow(/Write access to repository not granted/);
  });
});

describe('the simulated GitHub refuses a push', () => {
  it('to a protected branch, forced or not', async () => {
    const token = await contents('write');
    await expect(push(token, 'main', { a: 'b' })).rejects.toThrow(/GH006: Protected branch update failed for refs\/he/);
    await expect(push(token, 'main', { a: 'c' }, '--force')).rejects.toThrow(/GH006/);
  });

  it.each([
    ['creation', /GH013: Repository rule violations found/],
    ['required_signatures', /Commits must have verified signatures/],
  ])('that a ruleset does not take (%s), unless the App may pass over it', async (type, words) => {
    const ruleset = { id: 1, name: 'Runs', branches: 'ai-implement/*', rules: [{ type }], isBypassed: false };
    github.repository.rulesets = [ruleset];
    const token = await contents('write');
    await expect(push(token, 'ai-implement/a', { a: 'b' })).rejects.toThrow(words);
    await push(token, 'feature', { a: 'b' });
    ruleset.isBypassed = true;
    await push(token, 'ai-implement/a', { a: 'c' });

    expect(await branchOf(token, 'ai-implement/a')).not.toBe('');
  });

  it('of a workflow file, unless the token may write workflows', async () => {
    const change = { '.github/workflows/ci.yml': 'on: pull_request\n' };
    await expect(push(await contents('write'), 'feature', change)).rejects.toThrow(
      /refusing to allow a GitHub App to create or update workflow `\.github\/workflows\/ci\.yml` without `workflows`/,
    );
    const token = await contents('write', { workflows: 'write' });
    await push(token, 'feature', change);
    expect(await branchOf(token, 'feature')).not.toBe('');
  });

  it('that is no fast forward, unless it is forced', async () => {
    const token = await contents('write');
    await push(token, 'feature', { a: '1' });
    await expect(push(token, 'feature', { a: '2' })).rejects.toThrow(/rejected/);
    const sha = await push(token, 'feature', { a: '3' }, '--force');
    expect(await branchOf(token, 'feature')).toMatch(sha);
  });
});

describe('the simulated GitHub fails a push as it is told to', () => {
  it('without effect', async () => {
    github.simulator.faults.add({ operation: 'git/push', kind: 'status', status: 503, times: 1 });
    const token = await contents('write');
    await expect(push(token, 'feature', { a: 'b' })).rejects.toThrow(/503/);
    expect(await branchOf(token, 'feature')).toBe('');
  });

  it('with effect, when the answer is lost', async () => {
    github.simulator.faults.add({ operation: 'git/push', kind: 'lost_answer', times: 1 });
    const token = await contents('write');
    await expect(push(token, 'feature', { a: 'b' })).rejects.toThrow(/git/);
    expect(await branchOf(token, 'feature')).not.toBe('');
  });
});

it('the simulated GitHub keeps its git repositories in the folder it is given', async () => {
  const gitFolder = join(folder, 'kept');
  const start = () => aGitHubSimulator({ repositories: [aRepository({ seed: SEED })], gitFolder });
  const headOf = (one: GitHubForTests) =>
    git(['--git-dir', one.simulator.repositories[0]?.gitDir ?? '', 'rev-parse', 'refs/heads/main']);
  const first = await start();
  const sha = await headOf(first);
  await first.close();
  const second = await start();
  expect(await headOf(second)).toBe(sha);
  await second.close();
});
