import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { FUNCTION_ENVS, PollTicketsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';

afterEach(() => vi.unstubAllEnvs());

const Env = z.object({ TABLE_NAME: z.string().min(3), QUEUE_URL: z.url() });

test('the environment is what its schema says', () => {
  vi.stubEnv('TABLE_NAME', 'state');
  vi.stubEnv('QUEUE_URL', 'https://queue.test/1');

  expect(readEnv(Env)).toEqual({ TABLE_NAME: 'state', QUEUE_URL: 'https://queue.test/1' });
});

test('all that is wrong is named at once', () => {
  vi.stubEnv('QUEUE_URL', 'nowhere');

  expect(() => readEnv(Env)).toThrow(/TABLE_NAME[\s\S]*QUEUE_URL|QUEUE_URL[\s\S]*TABLE_NAME/);
});

test.each([
  ['true', true],
  ['false', false],
])('RETRY_BY_MARKING=%s is %s', (text, value) => {
  expect(PollTicketsEnv.shape.RETRY_BY_MARKING.parse(text)).toBe(value);
});

test('a secret stands in no environment, only the name of its parameter', () => {
  const names = Object.values(FUNCTION_ENVS).flatMap((env) => Object.keys(env.shape));

  // `JIRA_TOKEN_KIND` says which kind of token it is.
  const isNone = (name: string) => /_(?:PARAMETER|KIND)$/.test(name);
  expect(names.filter((name) => /KEY|SECRET|CODE|TOKEN|PASSWORD/.test(name) && !isNone(name))).toEqual([]);
});
