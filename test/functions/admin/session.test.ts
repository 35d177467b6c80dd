import { describe, expect, it } from 'vitest';
import { signIn } from '../../../functions/admin/sessions/sign-in.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { aSite, signedIn } from './a-site.ts';
import { ACCESS_CODE, anAdminWorld, audited } from './an-admin-world.ts';

describe('the cookie', () => {
  it('is for twelve hours, and scripts and other sites cannot use it', async () => {
    const answer = await aSite(anAdminWorld()).signIn();
    expect(answer).toMatchObject({ statusCode: 200, json: { isSignedIn: true } });
    const [secret, ...attributes] = answer.cookies?.[0]?.split('; ') ?? [];
    expect(secret).toMatch(/^__Host-ai_implement_session=[\w-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict', 'Secure']);
  });

  it('works over plain HTTP, with a name of its own and without Secure', async () => {
    const site = aSite(anAdminWorld());
    const headers = { 'x-forwarded-proto': 'http' };
    const cookie = (await site.signIn(ACCESS_CODE, { headers })).cookies?.[0] ?? '';
    expect(cookie).toMatch(/^ai_implement_session=/);
    expect(cookie).not.toContain('Secure');
    const cookies = [cookie.split(';')[0] ?? ''];
    expect((await site.send({ method: 'GET', path: '/api/overview', headers, cookies })).statusCode).toBe(200);
  });

  it('over HTTPS takes no cookie that another host of the domain could have set', async () => {
    const site = aSite(anAdminWorld());
    const { cookies } = await signedIn(site);
    const planted = cookies.map((cookie) => cookie.replace('__Host-', ''));
    expect((await site.send({ method: 'GET', path: '/api/overview', cookies: planted })).statusCode).toBe(401);
  });
});

describe('signing in', () => {
  it('keeps only the hash of the secret, and answers it nowhere but in the cookie', async () => {
    const world = anAdminWorld();
    const hashes: string[] = [];
    const create = world.sessions.create;
    world.sessions.create = async (access) => {
      hashes.push(access.accessId);
      await create(access);
    };
    const answer = await aSite(world).signIn();
    const secret = answer.cookies?.[0]?.split(/[=;]/)[1] ?? 'none';
    expect(hashes).toEqual([world.keys.hash(secret)]);
    expect(answer.body).not.toContain(secret);
    expect(await audited(world)).toEqual(['signed_in']);
  });

  it('counts failures by address, and lets a right code in always', async () => {
    const world = anAdminWorld();
    const site = aSite(world);
    const guess = async (sourceIp?: string) => (await site.signIn('guess', sourceIp ? { sourceIp } : {})).json;
    for (let tries = 0; tries < 10; tries += 1) {
      expect(await guess()).toMatchObject({ status: 401, code: 'wrong_access_code' });
      expect((await site.signIn()).statusCode).toBe(200);
    }
    expect(await guess()).toMatchObject({ status: 429, code: 'too_many_attempts' });
    expect((await site.signIn()).statusCode).toBe(200);
    expect(await guess('203.0.113.8')).toMatchObject({ code: 'wrong_access_code' });
    world.clock.advance(15 * MINUTE_MS);
    expect(await guess()).toMatchObject({ code: 'wrong_access_code' });
  });

  it('is not possible with a stored code that could be found by trying, and possible once another one is stored', async () => {
    const world = anAdminWorld();
    const stored = { kept: 'Short-Code-12', now: 'Short-Code-12' };
    const deps = { ...world, accessCode: async (how?: { isFresh: boolean }) => stored[how?.isFresh ? 'now' : 'kept'] };
    const enter = (accessCode: string) => signIn(deps, { accessCode, address: '203.0.113.7' });
    for (const code of [stored.now, 'guess']) {
      await expect(enter(code)).rejects.toMatchObject({ code: 'access_code_weak' });
    }
    stored.now = ACCESS_CODE;

    expect((await enter(ACCESS_CODE)).secret).toMatch(/^[\w-]{43}$/);
  });
});

describe('a session', () => {
  it('is needed for everything else under /api', async () => {
    const site = aSite(anAdminWorld());
    for (const path of ['/api/overview', '/api/mappings', '/api/runs/x', '/api/nothing']) {
      expect((await site.send({ method: 'GET', path })).json).toMatchObject({ status: 401, code: 'sign_in_required' });
    }
    expect((await site.write('POST', '/api/mappings', {})).json).toMatchObject({ code: 'sign_in_required' });
    const forged = await site.send({
      method: 'GET',
      path: '/api/overview',
      cookies: ['__Host-ai_implement_session=forged'],
    });
    expect(forged.statusCode).toBe(401);
  });

  it('opens the API until it is over', async () => {
    const world = anAdminWorld();
    const site = aSite(world);
    const cookie = await signedIn(site);
    const overview = () => site.send({ method: 'GET', path: '/api/overview', ...cookie });
    expect((await overview()).statusCode).toBe(200);
    world.clock.advance(12 * HOUR_MS);
    expect((await overview()).statusCode).toBe(401);
  });

  it('ends when its owner signs out', async () => {
    const site = aSite(anAdminWorld());
    const cookie = await signedIn(site);
    const shown = async () => (await site.send({ method: 'GET', path: '/api/session', ...cookie })).json;
    expect(await shown()).toEqual({ isSignedIn: true, name: 'admin', role: 'admin' });
    const out = await site.write('DELETE', '/api/session', {}, cookie);
    expect(out.cookies?.[0]).toMatch(/^__Host-ai_implement_session=; Path=\/; Max-Age=0;/);
    expect(await shown()).toEqual({ isSignedIn: false });
  });
});
