import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machineEnvironment } from '../../runner/env.ts';
import { git } from '../../runner/repository/git.ts';
import { gitLimitMs } from '../../runner/repository/git-limit.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';

test.each([
  ["fatal: unable to access 'https://github.com/acme/backend.git/': The requested URL returned error: 429", 60],
  ['error: RPC failed; HTTP 429 curl 22 The requested URL returned error: 429', 60],
  ["fatal: rate limited by 'https://github.com/acme/backend.git/', please try again later", 60],
  ["fatal: rate limited by 'https://github.com/acme/backend.git/', please try again in 90 seconds", 90],
])('git says "%s" of a limit that lasts %i s', (line, seconds) => {
  expect(gitLimitMs(`remote: One moment\n${line}\nEverything up-to-date\n`)).toBe(seconds * SECOND_MS);
});

test.each([
  '',
  'error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503',
  "fatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403",
  'error: patch failed: HTTP 429 rate limit.md:1',
  'remote: error: the hook ended with RPC failed; HTTP 429',
])('"%s" tells of no limit', (said) => {
  expect(gitLimitMs(said)).toBeUndefined();
});

let folder: string;
let server: Server;
let answers: number[];
beforeEach(async () => {
  folder = mkdtempSync(`${tmpdir()}/git-limit-`);
  answers = [];
  server = createServer((_, response) => void response.writeHead(answers.shift() ?? 404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lists a repository with so much time left, of which only the pauses take any; what came of it, and the pauses. */
async function listed(leftMs: number) {
  const pauses: number[] = [];
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { PATH: path = '' } = machineEnvironment();
  const { signal } = new AbortController();
  const { text } = git({
    ...{ folder, home: folder, path, serverUrl, signal, token: async () => 'token' },
    leftMs: () => leftMs - pauses.reduce((sum, ms) => sum + ms, 0),
    pause: async (ms) => void pauses.push(ms),
  });
  const failure = await text(['ls-remote', `${serverUrl}/acme/backend.git`]).catch((error: unknown) => error);
  return { failure, pauses };
}

test('a limit that meets git before anything else is waited for too, each time for longer', async () => {
  answers = [429, 429, 429];

  expect(await listed(17 * MINUTE_MS)).toMatchObject({
    failure: { code: 'git_failed', message: expect.stringContaining('not found') },
    pauses: [MINUTE_MS, 2 * MINUTE_MS, 4 * MINUTE_MS],
  });
});

test('a limit that stays has its own failure, once too little time is left for the rest of the stage', async () => {
  answers = Array.from({ length: 9 }, () => 429);

  expect(await listed(6 * MINUTE_MS)).toMatchObject({
    failure: { code: 'github_rate_limited', kind: 'infrastructure' },
    pauses: [MINUTE_MS, 2 * MINUTE_MS],
  });
  expect(answers).toHaveLength(6);
});
