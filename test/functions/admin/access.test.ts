import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../shared/contract/admin-access.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aSite, type Site, signedIn } from './a-site.ts';
import { type AdminWorld, anAdminWorld, TODAY } from './an-admin-world.ts';

let world: AdminWorld;
let site: Site;
let cookie: { cookies: string[] };
beforeEach(async () => {
  world = anAdminWorld();
  site = aSite(world);
  cookie = await signedIn(site);
});

const aToken = async (role: Role = 'viewer', days = 7) =>
  (await site.write('POST', '/api/access/tokens', { name: 'ci', role, days }, cookie)).json;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const read = (token: string, path = '/api/overview') => site.send({ method: 'GET', path, headers: bearer(token) });
const pause = (headers: Record<string, string>, more: { cookies?: string[] } = {}) => {
  const path = `/api/mappings/${aMapping().mappingId}/pause`;
  const json = { 'content-type': 'application/json', ...headers };
  return site.send({ method: 'POST', path, body: '{}', headers: json, ...more });
};

describe('a token of a machine', () => {
  it('is answered once, kept as its hash, and named by the audit log', async () => {
    const { token, access } = await aToken();
    expect(token).toMatch(/^ai_implement_[\w-]{43}$/);
    expect(access).toMatchObject({ accessId: world.keys.hash(token), kind: 'token', name: 'ci', role: 'viewer' });
    const kept = JSON.stringify([
      await world.sessions.list('token', world.clock.now()),
      await world.audit.ofDay(TODAY),
    ]);
    expect(kept + (await site.send({ method: 'GET', path: '/api/access', ...cookie })).body).not.toContain(token);
    expect((await world.audit.ofDay(TODAY))[0]).toMatchObject({
      ...{ actor: 'admin', action: 'token_made', detail: expect.stringMatching(/^viewer, until/) },
      subject: `token ci (${access.accessId.slice(0, 8)})`,
    });
  });

  it('opens what its role may do, and writes need no page of ours', async () => {
    await world.mappings.save(aMapping());
    const [viewer, boss] = [await aToken('viewer'), await aToken('admin')];
    expect((await read(viewer.token)).statusCode).toBe(200);
    expect((await pause(bearer(viewer.token))).json).toMatchObject({ status: 403, code: 'role_too_low' });
    expect((await pause(bearer(boss.token))).statusCode).toBe(200);
    expect((await world.audit.ofDay(TODAY))[0]).toMatchObject({
      ...{ action: 'mapping_paused', actor: `token ci (${boss.access.accessId.slice(0, 8)})` },
    });
  });

  it('ends with its time, and when it is revoked', async () => {
    const [first, second] = [await aToken('viewer', 1), await aToken('viewer', 2)];
    world.clock.advance(DAY_MS);
    expect((await read(first.token)).json).toMatchObject({ status: 401, code: 'token_refused' });
    expect((await read(second.token)).statusCode).toBe(200);
    cookie = await signedIn(site);
    const path = `/api/access/${second.access.accessId}`;
    expect((await site.write('DELETE', path, { reason: 'leaked' }, cookie)).statusCode).toBe(200);
    expect((await read(second.token)).json).toMatchObject({ code: 'token_refused' });
    expect((await site.write('DELETE', path, {}, cookie)).json).toMatchObject({ status: 404 });
    const today = world.clock.now().slice(0, 10);
    expect((await world.audit.ofDay(today))[0]).toMatchObject({ action: 'token_revoked', detail: 'leaked' });
  });

  it('makes no token', async () => {
    const { token } = await aToken('admin');
    const body = { name: 'another', role: 'viewer', days: 1 };
    const answer = await site.write('POST', '/api/access/tokens', body, { headers: bearer(token) });
    expect(answer.json).toMatchObject({ status: 403, code: 'person_required' });
  });

  it.each([
    [{ name: 'a b' }, 'name'],
    [{ name: '' }, 'name'],
    [{ days: 0 }, 'days'],
    [{ days: 366 }, 'days'],
    [{ role: 'owner' }, 'role'],
  ])('is not made as %j', async (change, path) => {
    const body = { name: 'ci', role: 'viewer', days: 7, ...change };
    const { json } = await site.write('POST', '/api/access/tokens', body, cookie);
    expect(json).toMatchObject({ status: 400, errors: [{ path }] });
  });
});

describe('a request with a token', () => {
  it.each([
    ['made up', 'Bearer canary'],
    ['the secret of a session', undefined],
  ])('that is %s is refused, whatever its cookie', async (_, given) => {
    await world.mappings.save(aMapping());
    const secret = cookie.cookies[0]?.split('=')[1] ?? '';
    const headers = { authorization: given ?? `Bearer ${secret}`, origin: 'https://evil.test' };
    expect((await pause(headers, cookie)).json).toMatchObject({ status: 401, code: 'token_refused' });
    expect((await world.mappings.all())[0]?.paused).toBe(false);
  });

  it('is that of the token, whatever cookie comes with it', async () => {
    const { token } = await aToken('viewer');
    expect((await pause(bearer(token), cookie)).json).toMatchObject({ code: 'role_too_low' });
  });

  it('is read as a token alone where it says so: other schemes leave it to the cookie', async () => {
    const headers = { authorization: 'Basic Y2FuYXJ5OmNhbmFyeQ==', origin: 'https://evil.test' };
    expect((await pause(headers, cookie)).json).toMatchObject({ status: 403, code: 'wrong_origin' });
  });

  it('opens and ends no session', async () => {
    const { token } = await aToken('admin');
    const path = '/api/session';
    expect((await site.send({ method: 'GET', path, headers: bearer(token) })).json).toEqual({ isSignedIn: false });
    const json = { 'content-type': 'application/json', ...bearer(token) };
    const answer = await site.send({ method: 'DELETE', path, body: '{}', headers: json, ...cookie });
    expect(answer.json).toMatchObject({ code: 'wrong_origin' });
  });
});

describe('a session', () => {
  it('is listed, says whose it is, and ends at once when it is revoked', async () => {
    const other = await signedIn(site);
    const listed = (await site.send({ method: 'GET', path: '/api/access', ...cookie })).json.access;
    expect(listed).toMatchObject([{ kind: 'session' }, { kind: 'session' }]);
    const theirs = listed.find((one: { isYours: boolean }) => !one.isYours);
    await site.write('DELETE', `/api/access/${theirs.accessId}`, {}, cookie);
    const ask = (of: object) => site.send({ method: 'GET', path: '/api/overview', ...of });
    expect([(await ask(other)).statusCode, (await ask(cookie)).statusCode]).toEqual([401, 200]);
  });
});
