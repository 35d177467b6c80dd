import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { VERSION } from '../../shared/contract/version.ts';
import { endedStart } from './ended-start.ts';

// `npm start`, as a person in a terminal or a script meets it.

const folder = mkdtempSync(join(tmpdir(), 'ai-implement-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In an empty folder, so that no `.env` and no kept state of this checkout is met. */
const start = (args: readonly string[], env: Record<string, string> = {}) =>
  endedStart(args, { cwd: folder, home: folder, env });

test('--help says what can be asked for, and --version which version this is', async () => {
  const [help, version] = await Promise.all([start(['--help']), start(['--version'])]);
  expect(help.code).toBe(0);
  for (const option of ['--port', '--fresh', '--until-settled', '--json', '--version', '--help']) {
    expect(help.stdout).toContain(option);
  }
  expect(version).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
});

test('a port that is taken gets a sentence that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const ended = await start(['--port', String(port)]);
  other.close();
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(new RegExp(`^Port ${port} is taken by another program\\. .*--port`));
});

test('without git there is a sentence that says how to get it', async () => {
  const ended = await start([], { PATH: folder });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toBe('git is missing here. Install it, for example with: apt-get install git\n');
});

test('a second instance in one folder gets a sentence that says where the first is', async () => {
  const cwd = join(folder, 'occupied');
  mkdirSync(join(cwd, '.local'), { recursive: true });
  const instance = {
    pid: process.pid,
    url: 'http://127.0.0.1:4600',
    controlUrl: 'http://127.0.0.1:1',
    controlKey: 'k',
  };
  writeFileSync(join(cwd, '.local', 'instance.json'), JSON.stringify(instance));
  const ended = await endedStart([], { cwd, home: folder });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toBe(
    `Already running here: http://127.0.0.1:4600/admin (process ${process.pid}). Stop it there with Ctrl-C.\n`,
  );
});

test.each([
  [
    'a GitHub App without its key',
    { GITHUB_APP_ID: '1' },
    /^GitHub is half configured: GITHUB_PRIVATE_KEY and PUBLIC_URL are missing\./,
  ],
  [
    'a GitHub App that nobody can call back',
    { GITHUB_APP_ID: '1', GITHUB_PRIVATE_KEY: 'k' },
    /^GitHub is half configured: PUBLIC_URL is missing\./,
  ],
  ['a real Linear with a simulated GitHub', { LINEAR_API_KEY: 'k' }, /^LINEAR_API_KEY is set and GitHub is not: /],
  ['an address that is not https', { PUBLIC_URL: 'http://a.test' }, /PUBLIC_URL/],
  ['a poll interval below a second', { POLL_INTERVAL_MS: '10' }, /POLL_INTERVAL_MS/],
])('%s is refused with a sentence', async (_, env, sentence) => {
  const ended = await start([], env);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
});
