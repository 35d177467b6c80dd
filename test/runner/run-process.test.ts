import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machineEnvironment } from '../../runner/env.ts';
import { type ProcessSpec, runProcess } from '../../runner/process/run-process.ts';
import { SEARCH_PATH } from './fixtures/claude-code.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const shell = (script: string, more: Partial<ProcessSpec> = {}) =>
  runProcess({
    command: 'sh',
    args: ['-c', script],
    cwd: folder,
    env: { PATH: SEARCH_PATH },
    signal: new AbortController().signal,
    timeoutMs: 20_000,
    ...more,
  });

test('exit code and the end of the output are kept, of both streams', async () => {
  const end = await shell('echo out; echo err >&2; exit 4');

  expect(end).toMatchObject({ code: 4, signal: null, stoppedBy: undefined });
  expect(end.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  expect((await shell('printf abcdef', { keepOutput: 3 })).output).toBe('def');
});

test('input is written, and one that nobody reads does no harm', async () => {
  const lines: string[] = [];

  await shell('tr a-z A-Z', { stdin: 'one\ntwo\n', onLine: (line) => lines.push(line) });

  expect(lines).toEqual(['ONE', 'TWO']);
  expect((await shell('exit 0', { stdin: 'x'.repeat(1_000_000) })).code).toBe(0);
});

test('what it left behind ends with it', async () => {
  const end = await shell('(sleep 2; touch late) & echo $! > pid');

  expect(end.code).toBe(0);
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(existsSync(join(folder, 'late'))).toBe(false);
});

test.each(['timeout', 'abort'] as const)('it is ended by %s, children included', async (by) => {
  const signal = by === 'abort' ? AbortSignal.timeout(300) : new AbortController().signal;

  const end = await shell('sleep 60 & echo $! > pid; wait', { signal, timeoutMs: by === 'timeout' ? 300 : 20_000 });

  expect(end).toMatchObject({ stoppedBy: by, signal: 'SIGTERM' });
  await expect.poll(() => isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(false);
});

test('a program that is not there is an end without a code, and says why', async () => {
  expect(await shell('', { command: 'no-such-program' })).toMatchObject({
    code: null,
    output: expect.stringContaining('ENOENT'),
  });
});

test('programs get what the machine needs of them, its mark for what a job leaves behind among it, and no token', () => {
  const environment = { PATH: '/bin', RUNNER_TRACKING_ID: 'github_1', GITHUB_TOKEN: 'a', ACTIONS_RUNTIME_TOKEN: 'b' };
  expect(machineEnvironment(environment)).toEqual({ PATH: '/bin', RUNNER_TRACKING_ID: 'github_1' });
});

/** A process that has ended and waits for its parent to notice is not alive. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
