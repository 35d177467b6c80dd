import { createAppAuth } from '@octokit/auth-app';
import { request } from '@octokit/request';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGitHubSimulator, type GitHubForTests } from './a-github-simulator.ts';

const MANIFEST = {
  name: 'AI-Implement of acme',
  url: 'https://api.test/admin',
  hook_attributes: { url: 'https://api.test/github/webhook', active: true },
  redirect_url: 'http://127.0.0.1:4999/made',
  public: false,
  default_events: ['pull_request'],
  default_permissions: { contents: 'write' },
};

let github: GitHubForTests;
beforeEach(async () => {
  github = await aGitHubSimulator();
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

function post(fields: Record<string, string>, path = '/organizations/acme/settings/apps/new?state=s3cret') {
  const body = new URLSearchParams(fields);
  return fetch(`${github.simulator.url}${path}`, { method: 'POST', body, redirect: 'manual' });
}

const confirmed = (manifest: object = MANIFEST) => ({
  ...{ manifest: JSON.stringify(manifest), state: 's3cret', confirmed: 'yes' },
});

async function codeOf(answer: Response): Promise<string> {
  await answer.text();
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

function convert(code: string) {
  const { url: baseUrl } = github.simulator;
  return request('POST /app-manifests/{code}/conversions', { baseUrl, code });
}

test('a person sees what is asked, and goes back with a code and the state that came', async () => {
  const page = await post({ manifest: JSON.stringify(MANIFEST) });
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(
    /api\.test\/github\/webhook[\s\S]*name="state" value="s3cret"[\s\S]*Create GitHub App/,
  );

  const back = await post(confirmed());
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:4999\/made\?code=[0-9a-f]{40}&state=s3cret$/);
});

test('the code makes one App, which signs in with its key and was installed by nobody', async () => {
  const code = await codeOf(await post(confirmed()));
  const { status, data } = await convert(code);

  expect(status).toBe(201);
  expect(data).toMatchObject({ slug: 'ai-implement-of-acme', owner: { login: 'acme' }, events: ['pull_request'] });
  const auth = createAppAuth({ appId: String(data.id), privateKey: data.pem });
  const { token } = await auth({ type: 'app' });
  const asApp = request.defaults({ baseUrl: github.simulator.url, headers: { authorization: `Bearer ${token}` } });
  expect((await asApp('GET /app')).data).toMatchObject({ id: data.id, permissions: { contents: 'write' } });
  expect((await asApp('GET /app/installations')).data).toEqual([]);
  expect((await asApp('GET /app/hook/config')).data).toEqual({
    ...{ url: 'https://api.test/github/webhook', content_type: 'json', insecure_ssl: '0', secret: '********' },
  });
  await expect(convert(code)).rejects.toMatchObject({ status: 404 });
});

test('a code lives an hour', async () => {
  const code = await codeOf(await post(confirmed()));
  github.clock.advance(60 * 60_000);

  await expect(convert(code)).rejects.toMatchObject({ status: 404 });
});

test.each([
  ['no JSON', 'no', 'The manifest is not JSON'],
  ['a permission that there is not', { default_permissions: { everything: 'write' } }, 'permissions'],
  ['a level that there is not', { default_permissions: { contents: 'all' } }, 'permissions'],
  ['a key that there is not', { hooks: {} }, 'hooks is not a permitted key'],
  ['no address to go back to', { redirect_url: 'nowhere' }, 'Redirect url'],
])('a manifest with %s is refused', async (_, change, words) => {
  const manifest = typeof change === 'string' ? change : JSON.stringify({ ...MANIFEST, ...change });
  const answer = await post({ ...confirmed(), manifest });

  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(words);
});
