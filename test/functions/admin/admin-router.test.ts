import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../../shared/contract/version.ts';
import { log } from '../../../shared/runtime/log.ts';
import { staticFiles } from '../../../shared/runtime/static-files.ts';
import { aSite, type Site, signedIn } from './a-site.ts';
import { anAdminWorld } from './an-admin-world.ts';

const mapping = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend' };

async function signedInSite() {
  const site = aSite(anAdminWorld());
  const cookie = await signedIn(site);
  const write = (method: string, path: string, body: unknown, more: object = {}) =>
    site.write(method, path, body, { ...cookie, ...more });
  return { read: (path: string) => site.send({ method: 'GET', path, ...cookie }), write, send: site.send, cookie };
}

afterEach(() => vi.restoreAllMocks());

describe('the admin API', () => {
  it('creates and changes mappings over HTTP', async () => {
    const { read, write } = await signedInSite();
    const made = await write('POST', '/api/mappings', mapping);
    expect(made).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-store' }, json: { version: 1 } });
    const path = `/api/mappings/${made.json.mappingId}`;
    expect((await write('PUT', path, { ...mapping, repo: 'api', version: 1 })).json).toMatchObject({ repo: 'api' });
    expect((await write('POST', `${path}/pause`, {})).json).toMatchObject({ paused: true });
    expect((await read('/api/mappings')).json.mappings).toMatchObject([{ repo: 'api', version: 3 }]);
    expect((await write('DELETE', path, {})).json).toEqual({ mappingId: made.json.mappingId });
  });

  it('says of every field what is wrong with it', async () => {
    const { write } = await signedInSite();
    const refused = await write('POST', '/api/mappings', { ...mapping, owner: 'a/b', maxTurns: 0, colour: 'red' });
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(refused.json).toMatchObject({ status: 400, code: 'invalid_body' });
    expect(refused.json.errors).toEqual([
      { path: 'owner', message: 'The name of a GitHub user or organisation.' },
      { path: 'maxTurns', message: 'A whole number from 1 to 1000.' },
      { path: 'colour', message: 'There is no such field.' },
    ]);
  });

  it('carries refusals of use cases as their code and status', async () => {
    const { write } = await signedInSite();
    await write('POST', '/api/mappings', mapping);
    const twin = await write('POST', '/api/mappings', { ...mapping, name: 'Twin' });
    expect(twin.json).toMatchObject({
      status: 409,
      code: 'ambiguous_mapping',
      detail: expect.stringContaining('Backend'),
    });
  });

  it.each([
    ['GET', '/api/nothing', 404, 'not_found'],
    ['POST', '/api/tickets/trello/1/retry', 404, 'not_found'],
    ['POST', '/api/dead-letters/nothing/replay', 404, 'not_found'],
    ['GET', '/api/runs/short', 404, 'not_found'],
    ['PUT', '/api/mappings', 405, 'method_not_allowed'],
    ['DELETE', '/api/overview', 405, 'method_not_allowed'],
    ['POST', '/health', 405, 'method_not_allowed'],
  ])('answers %s %s with %i', async (method, path, status, code) => {
    const { read, write } = await signedInSite();
    const answer = method === 'GET' ? await read(path) : await write(method, path, {});
    expect(answer.json).toMatchObject({ status, code });
  });
});

describe('a request that is not understood', () => {
  it('names a day that is none', async () => {
    const { send, cookie } = await signedInSite();
    const answer = await send({ method: 'GET', path: '/api/runs', query: { day: 'monday' }, ...cookie });
    expect(answer.json).toMatchObject({ status: 400, errors: [{ path: 'day' }] });
  });

  it.each(['{', ''])('has the body %j, which is not JSON', async (body) => {
    const { write } = await signedInSite();
    expect((await write('POST', '/api/mappings', body)).json).toMatchObject({ status: 400, code: 'invalid_body' });
  });
});

describe('an error that nobody foresaw', () => {
  it('tells nothing of itself, and is logged with the request id', async () => {
    const world = anAdminWorld();
    const site = aSite(world);
    const cookie = await signedIn(site);
    const logged = vi.spyOn(log, 'error').mockReturnValue();
    world.buckets.all = () => Promise.reject(new Error('canary of the inside'));
    const answer = await site.send({ method: 'GET', path: '/api/overview', ...cookie });
    expect(answer.json).toMatchObject({ status: 500, code: 'internal_error' });
    expect(answer.body).not.toContain('canary');
    expect(logged).toHaveBeenCalledWith('request failed', expect.objectContaining({ requestId: 'request-1' }));
  });
});

describe('a write', () => {
  const from = (origin: string) => ({ headers: { origin } });
  it.each([
    ['another site', from('https://evil.test'), 403, 'wrong_origin'],
    ['a sandboxed frame', from('null'), 403, 'wrong_origin'],
    ['a form', { headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
  ])('from %s is refused', async (_, more, status, code) => {
    const { write } = await signedInSite();
    expect((await write('POST', '/api/mappings', mapping, more)).json).toMatchObject({ status, code });
  });

  it('without an origin is refused', async () => {
    const { send, cookie } = await signedInSite();
    const headers = { 'content-type': 'application/json' };
    const answer = await send({
      method: 'POST',
      path: '/api/mappings',
      body: JSON.stringify(mapping),
      headers,
      ...cookie,
    });
    expect(answer.json).toMatchObject({ status: 403, code: 'wrong_origin' });
  });

  it('through a proxy is known by the host that the browser asked', async () => {
    const { write } = await signedInSite();
    const headers = { host: 'inner.test', 'x-forwarded-host': 'admin.test' };
    expect((await write('POST', '/api/mappings', mapping, { headers })).statusCode).toBe(200);
  });

  it('of more than 64 kB is refused', async () => {
    const { write } = await signedInSite();
    const body = { ...mapping, name: 'x'.repeat(64 * 1024) };
    expect((await write('POST', '/api/mappings', body)).json).toMatchObject({ status: 413, code: 'body_too_large' });
  });
});

describe('the files of the UI', () => {
  async function siteWithFiles(): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'ui-'));
    const files = {
      'index.html': '<p>',
      'app-1.js': 'js',
      'app-1.js.br': 'brotli',
      'app-1.js.gz': 'gzip',
      'secret.env': 'x',
    };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return aSite(anAdminWorld(), staticFiles(pathToFileURL(`${folder}/`)));
  }
  const get = (site: Site, path: string, acceptEncoding = '') =>
    site.send({ method: 'GET', path, headers: { 'accept-encoding': acceptEncoding } });
  const text = (answer: { body: string }) => Buffer.from(answer.body, 'base64').toString();

  it.each(['/admin', '/admin/', '/admin/runs/01ABC'])(
    'show the page at %s, never cached, under a strict policy',
    async (path) => {
      const answer = await get(await siteWithFiles(), path);
      expect(text(answer)).toBe('<p>');
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(answer.headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
    },
  );

  it.each([
    ['gzip, deflate, br', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'gzip'],
    ['', undefined, 'js'],
  ])('come as the browser accepts them: %j', async (acceptEncoding, encoding, content) => {
    const answer = await get(await siteWithFiles(), '/admin/app-1.js', acceptEncoding);
    expect([answer.headers['content-encoding'], text(answer)]).toEqual([encoding, content]);
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  it.each(['/admin/app-2.js', '/admin/secret.env', '/admin/../app-1.js', '/admin/app-1.js.br'])(
    'do not include %s',
    async (path) => {
      expect((await get(await siteWithFiles(), path)).json).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  it('are what the root of the API leads to', async () => {
    const { statusCode, headers } = await get(await siteWithFiles(), '/');
    expect([statusCode, headers['location']]).toEqual([302, '/admin']);
  });

  it('need no session, nor does the health of the function', async () => {
    const health = await get(await siteWithFiles(), '/health');
    expect(health.json).toEqual({ status: 'ok', version: VERSION });
  });
});
