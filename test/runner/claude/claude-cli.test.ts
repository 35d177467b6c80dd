import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import { claudeCli } from '../../../runner/claude/claude-cli.ts';
import type { Credential } from '../../../runner/claude/credential.ts';
import { SEARCH_PATH } from '../fixtures/claude-code.ts';

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'cli-test-'));
  mkdirSync(join(scratch, 'home'));
});

afterEach(() => rmSync(scratch, { recursive: true }));

/** A shell script in place of Claude Code. */
function cliOf(script: string, credential: Credential = fixed, variables: Record<string, string> = {}) {
  const command = join(scratch, 'claude');
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return claudeCli({
    command,
    environment: { PATH: SEARCH_PATH, ...variables },
    credential,
    home: join(scratch, 'home'),
  });
}

const fixed: Credential = { kind: 'api-key', id: '0123456789ab', environment: async () => ({}), renew: () => false };

const aPass = (): ClaudePass => ({
  name: 'review',
  prompt: '',
  model: 'm',
  tools: 'read',
  folder: scratch,
  maxTurns: 1,
  signal: new AbortController().signal,
});

const line = (value: object) => `echo '${JSON.stringify(value)}'`;
const good = { type: 'result', is_error: false, result: 'done', num_turns: 1, total_cost_usd: 0.5 };
const refused = { ...good, is_error: true, api_error_status: 403, total_cost_usd: 0.25 };
const expired = { ...refused, result: 'API Error: 403 The security token included in the request is expired' };

/** A session that is called `old` until it is renewed; `renewals` says how often it can be. */
function sessions(renewals: number): Credential {
  let renewed = 0;
  return {
    kind: 'bedrock',
    id: 'bedrock:123456789012:eu-central-1',
    environment: async () => ({ AWS_SESSION_TOKEN: renewed === 0 ? 'old' : 'new' }),
    renew() {
      const canRenew = renewed < renewals;
      if (canRenew) renewed += 1;
      return canRenew;
    },
  };
}

const expiring = `if [ "$AWS_SESSION_TOKEN" = old ]; then ${line(expired)}; exit 1; fi\n${line(good)}`;

test('a session that expires in the middle of a pass is renewed, and the pass is made again', async () => {
  const claude = cliOf(expiring, sessions(1));

  expect(await claude.run(aPass())).toMatchObject({ outcome: 'done', text: 'done' });
  expect(claude.usage()).toMatchObject({ turns: 2, costUsd: 0.75 });
});

test.each([
  ['cannot be renewed', expiring, 0],
  ['expires again', `${line(expired)}; exit 1`, 5],
])('a session that %s ends the pass', async (_, script, renewals) => {
  const claude = cliOf(script, sessions(renewals));

  expect(await claude.run(aPass())).toMatchObject({
    outcome: 'failed',
    failure: { code: 'aws_session_refused', kind: 'substance' },
  });
});

test.each([
  [
    'ends without a result',
    'echo some words; echo "out of memory" >&2; exit 137',
    'claude_died',
    /exit code 137: out of memory/,
  ],
  ['is killed', 'kill -9 $$', 'claude_died', /signal SIGKILL/],
  ['says that all is well and fails', `${line(good)}; exit 1`, 'claude_failed', /done/],
])('a program that %s has failed', async (_, script, code, words) => {
  expect(await cliOf(script).run(aPass())).toMatchObject({
    outcome: 'failed',
    failure: { code, message: expect.stringMatching(words) },
  });
});

test('a program that is not there is told', async () => {
  const claude = claudeCli({ command: 'no-claude', environment: {}, credential: fixed, home: join(scratch, 'home') });

  expect(await claude.run(aPass())).toMatchObject({
    outcome: 'failed',
    failure: { code: 'claude_died', message: expect.stringContaining('ENOENT') },
  });
});

test('of a pass without a result, the answers that were seen count', async () => {
  const usage = { input_tokens: 10, output_tokens: 2, cache_read_input_tokens: 5 };
  const answer = (id: string) => line({ type: 'assistant', message: { id, usage } });
  const claude = cliOf([answer('m1'), answer('m1'), answer('m2'), 'exit 1'].join('\n'));

  await claude.run(aPass());

  expect(claude.usage()).toEqual({ turns: 2, inputTokens: 30, outputTokens: 4, costUsd: 0 });
});

test('git works for Claude Code in a checkout that belongs to another user, and nowhere else', async () => {
  for (const name of ['checkout', 'other']) spawnSync('git', ['init', '--quiet', join(scratch, name)]);
  const told = join(scratch, 'told');
  const status = (folder: string) =>
    `git -C ${join(scratch, folder)} status --short >/dev/null 2>&1; echo $? >> ${told}`;
  const script = [status('checkout'), status('other'), line(good)].join('\n');
  // By this git's own tests let it take every folder for somebody else's.
  const claude = cliOf(script, fixed, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });

  expect(await claude.run({ ...aPass(), folder: join(scratch, 'checkout') })).toMatchObject({ outcome: 'done' });
  expect(readFileSync(told, 'utf8')).toBe('0\n128\n');
});
