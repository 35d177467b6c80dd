import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConnectSettings, connectClaude } from '../../../runner/claude/connect-claude.ts';
import type { ModelSecrets } from '../../../runner/claude/credential.ts';
import { aRunContext } from '../../builders/a-run-context.ts';

/** A program that says which credentials it was given, in place of Claude Code. */
const TELLING = `#!/bin/sh
cat > /dev/null
names=$(env | grep -oE '^(ANTHROPIC_API_KEY|CLAUDE_CODE_OAUTH_TOKEN|AWS_ACCESS_KEY_ID|CLAUDE_CODE_USE_BEDROCK)=' | sort | tr -d '\\n')
echo "{\\"type\\":\\"result\\",\\"is_error\\":false,\\"result\\":\\"$names\\"}"
`;

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'connect-test-'));
  writeFileSync(join(scratch, 'claude'), TELLING, { mode: 0o755 });
});

afterEach(() => rmSync(scratch, { recursive: true }));

const OAUTH = { CLAUDE_CODE_OAUTH_TOKEN: 'o' };
const API_KEY = { ANTHROPIC_API_KEY: 'a' };
const BEDROCK = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' };

async function credentialSeen(provider: 'anthropic' | 'bedrock', secrets: ModelSecrets): Promise<string> {
  const settings: ConnectSettings = {
    command: join(scratch, 'claude'),
    environment: { PATH: '/usr/bin:/bin' },
    secrets,
    roleArn: undefined,
    mintOidcToken: undefined,
    temporaryFolder: join(scratch, 'temporary'),
    now: Date.now,
  };
  const claude = await connectClaude(settings, aRunContext({ provider, awsRegion: 'eu-central-1' }));
  const result = await claude.run({
    name: 'review',
    prompt: '',
    model: 'm',
    tools: 'read',
    folder: scratch,
    maxTurns: 1,
    signal: new AbortController().signal,
  });
  return result.outcome === 'done' ? result.text : result.failure.message;
}

test.each([
  ['anthropic', { ...OAUTH, ...API_KEY, ...BEDROCK }, 'CLAUDE_CODE_OAUTH_TOKEN='],
  ['anthropic', { ...OAUTH, ...API_KEY }, 'CLAUDE_CODE_OAUTH_TOKEN='],
  ['anthropic', { ...OAUTH, ...BEDROCK }, 'CLAUDE_CODE_OAUTH_TOKEN='],
  ['anthropic', OAUTH, 'CLAUDE_CODE_OAUTH_TOKEN='],
  ['anthropic', { ...API_KEY, ...BEDROCK }, 'ANTHROPIC_API_KEY='],
  ['anthropic', { ...API_KEY, CLAUDE_CODE_OAUTH_TOKEN: '' }, 'ANTHROPIC_API_KEY='],
  ['bedrock', { ...OAUTH, ...API_KEY, ...BEDROCK }, 'AWS_ACCESS_KEY_ID=CLAUDE_CODE_USE_BEDROCK='],
] as const)('on %s, of %j Claude Code gets just one', async (provider, secrets, seen) => {
  expect(await credentialSeen(provider, secrets)).toBe(seen);
});

test.each([
  ['anthropic', BEDROCK, 'model_credential_missing'],
  ['anthropic', {}, 'model_credential_missing'],
  ['bedrock', { ...OAUTH, ...API_KEY }, 'bedrock_session_missing'],
] as const)('on %s, with %j there is no credential, which is told', async (provider, secrets, code) => {
  await expect(credentialSeen(provider, secrets)).rejects.toMatchObject({ kind: 'substance', code });
});
