import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { RunRequest } from '../../shared/contract/runner.ts';
import { aRunRequest } from '../../test/builders/a-run-request.ts';
import { APP, type GitHubForTests } from './a-github-simulator.ts';

export interface Asked {
  method?: string;
  path: string;
  token?: string;
  body?: unknown;
  /** The media type asked for. */
  accept?: string;
}

export interface Answer {
  status: number;
  /** Empty where the answer is no JSON. */
  body: Record<string, unknown>;
  text: string;
  headers: Headers;
}

/** One raw request, as any client could send it. */
export async function ask(
  { simulator }: GitHubForTests,
  { method = 'GET', path, token, body, accept }: Asked,
): Promise<Answer> {
  const headers: Record<string, string> = { 'user-agent': 'test' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (accept !== undefined) headers['accept'] = accept;
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${simulator.url}${path}`, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : {}, text, headers: response.headers };
}

/** A JWT as the App signs it; `expiresIn` in seconds. */
export function appJwt(
  { clock }: GitHubForTests,
  { issuer = APP.appId, expiresIn = 540, alg = 'RS256' } = {},
): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg })
    .setIssuer(issuer)
    .setIssuedAt(now - 30)
    .setExpirationTime(now + expiresIn)
    .sign(createPrivateKey(APP.privateKey));
}

/** Asks for an installation token of `acme`. */
export async function mint(github: GitHubForTests, wish: object): Promise<Answer> {
  const token = await appJwt(github);
  const installation = await ask(github, { path: '/repos/acme/frontend/installation', token });
  const path = `/app/installations/${installation.body['id']}/access_tokens`;
  return ask(github, { method: 'POST', path, token, body: wish });
}

/** A token for `acme/backend` with the right to dispatch. */
export async function aToken(github: GitHubForTests, wish: object = {}): Promise<string> {
  const answer = await mint(github, { repositories: ['backend'], permissions: { actions: 'write' }, ...wish });
  return answer.body['token'] as string;
}

export const DISPATCHES = '/repos/acme/backend/actions/workflows/claude-implement.yml/dispatches';

/** The body of a dispatch that is right, but for the overrides. */
export function aDispatch(overrides: object = {}, inputs: Partial<RunRequest> = {}) {
  return { ref: 'main', inputs: aRunRequest(undefined, inputs), return_run_details: true, ...overrides };
}

/** A workflow run that is dispatched, and over by being cancelled. */
export async function runAndCancel(github: GitHubForTests, token: string): Promise<void> {
  const { body } = await ask(github, { method: 'POST', path: DISPATCHES, token, body: aDispatch() });
  const path = `/repos/acme/backend/actions/runs/${body['workflow_run_id']}/cancel`;
  await ask(github, { method: 'POST', path, token });
}
