import { expect, test } from 'vitest';
import type { ResultLine } from '../../../runner/claude/cli-stream.ts';
import { passFailure } from '../../../runner/claude/judge-pass.ts';

/** How Claude Code ends when the API refused it. */
function failing(result: string, status?: number) {
  const end = { code: 1, signal: null, output: '', stoppedBy: undefined };
  const line: ResultLine = {
    ...{ type: 'result', subtype: 'success', is_error: true, api_error_status: status, result, errors: [] },
    ...{ api_error: '', terminal_reason: '', stop_reason: '' },
    ...{ num_turns: 1, total_cost_usd: 0, permission_denials: [], modelUsage: {} },
  };
  return passFailure(end, line);
}

test('an expired OAuth token is a refused credential', () => {
  const words = '401 OAuth token has expired. Please obtain a new token or refresh your existing token.';
  expect(failing(`Failed to authenticate. API Error: ${words}`, 401)).toMatchObject({ kind: 'substance' });
});

test.each([
  ["API Error: Sonnet 4.6 can't help with this. Start a new session to continue."],
  ['API Error: The model has reached its context window limit.'],
  ["API Error: Claude's response exceeded the 32000 output token maximum."],
])('what a repeat does not cure is a failure of substance: %s', (words) => {
  expect(failing(words)).toMatchObject({ kind: 'substance' });
});
