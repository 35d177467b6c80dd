import { afterEach, beforeEach, expect, test } from 'vitest';
import { appFromManifest } from '../../shared/adapters/github/app-from-manifest.ts';
import { seeApp } from '../../shared/adapters/github/see-app.ts';
import { aGitHubSimulator, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aGitHubSimulator();
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

/** What the browser of a person who confirmed brings back. */
async function aCode(): Promise<string> {
  const manifest = JSON.stringify({
    ...{ name: 'Ours', url: 'https://us.test', redirect_url: 'http://127.0.0.1:4999/made' },
    ...{ hook_attributes: { url: 'https://us.test/github/webhook' }, default_permissions: { contents: 'write' } },
  });
  const body = new URLSearchParams({ manifest, state: 'x', confirmed: 'yes' });
  const answer = await fetch(`${github.simulator.url}/settings/apps/new`, { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

/** As patient as a busy machine needs, which makes a key of RSA for it. */
const convert = (code: string, timeoutMs = 60_000) =>
  appFromManifest({ apiUrl: github.simulator.url, timeoutMs }, code);

test('a code becomes an App that signs in, with the secret of its webhook', async () => {
  const answer = await convert(await aCode());

  expect(answer).toMatchObject({ made: { slug: 'ours', webhookSecret: expect.stringMatching(/^[0-9a-f]{40}$/) } });
  if (!('made' in answer)) return;
  const { appId, privateKey } = answer.made;
  const sight = await seeApp({ apiUrl: github.simulator.url, key: async () => ({ appId, privateKey }) });
  expect(sight).toMatchObject({ seen: { appId, hook: { url: 'https://us.test/github/webhook', hasSecret: true } } });
});

test('a code that is none, was used or is old is refused', async () => {
  const [used, old] = [await aCode(), await aCode()];
  await convert(used);
  github.clock.advance(3_600_000);

  for (const code of [used, old, 'none'])
    expect(await convert(code)).toEqual({ refused: expect.stringMatching(/^404/) });
});

test.each([
  ['status', { status: 422, body: { message: 'Validation Failed' } }, { refused: '422 Validation Failed' }],
  ['status', { status: 503 }, { unanswered: expect.any(String) }],
  ['timeout', {}, { unanswered: expect.any(String) }],
  ['lost_answer', {}, { unanswered: expect.any(String) }],
  ['rate_limited', {}, { unanswered: expect.any(String) }],
] as const)('a conversion that meets %s %o is told apart', async (kind, fault, answer) => {
  const code = await aCode();
  github.simulator.faults.add({ operation: 'apps/create-from-manifest', kind, times: 1, ...fault });

  expect(await convert(code, kind === 'timeout' ? 500 : undefined)).toEqual(answer);
});
