import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { signIn } from '../../../functions/admin/sessions/sign-in.ts';
import type { Role } from '../../../shared/contract/admin-access.ts';
import { staticFiles } from '../../../shared/runtime/static-files.ts';
import { anAccess } from '../../builders/an-access.ts';
import { aSite, signedIn } from '../../functions/admin/a-site.ts';
import { anAdminWorld, TODAY } from '../../functions/admin/an-admin-world.ts';
import { type Attack, type AttackRows, type Defence, isRefused, once } from '../attack.ts';

// Whoever wants to read or do what admins read and do: the site is reachable for everybody.

const GUARDS = 'shared/runtime/admin-guards.ts';
const COOKIE = 'shared/runtime/admin-session-cookie.ts';
const MAPPING = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend' };

const SESSION: Defence = {
  name: 'nothing of the API is answered without a session',
  file: GUARDS,
  text: "if (caller === undefined) throw new AppError('sign_in_required', 'sign in first');",
  instead: "if (caller === undefined) return { kind: 'session', name: 'canary', role: 'admin' };",
};
const ORIGIN: Defence = {
  name: 'writes come from our own pages',
  file: GUARDS,
  text: 'if (from === undefined || (from !== host && from !== forwardedHost)) {',
  instead: 'if (false) {',
};

/** A site with one signed-in admin, whose browser is made to send something. */
async function writes(headers: Record<string, string>): Promise<number> {
  const site = aSite(anAdminWorld());
  const cookie = await signedIn(site);
  return (await site.write('POST', '/api/mappings', MAPPING, { ...cookie, headers })).statusCode;
}

const BEARER = { authorization: 'Bearer canary' };

/** A site whose admin gave a machine the token `canary`. */
async function withToken(role: Role) {
  const world = anAdminWorld();
  const until = { kind: 'token', expiresAt: '2999-01-01T00:00:00.000Z' } as const;
  await world.sessions.create(anAccess({ ...until, role, accessId: world.keys.hash('canary') }));
  return { world, site: aSite(world) };
}

const answered = (held: number, status: number): boolean => {
  if (status !== held && status !== 200) throw new Error(`it was answered ${status}`);
  return status === held;
};

const folders: string[] = [];
const files = once(async () => {
  const parent = mkdtempSync(join(tmpdir(), 'attacked-files-'));
  folders.push(parent);
  mkdirSync(join(parent, 'ui'));
  writeFileSync(join(parent, 'ui/index.html'), '<p>');
  writeFileSync(join(parent, 'canary.html'), 'canary');
  return staticFiles(pathToFileURL(`${parent}/ui/`));
});

const ROWS: readonly Attack[] = [
  {
    name: 'somebody without a session reads the overview',
    asset: 'what the admin UI shows',
    wayIn: 'a request without a cookie',
    defence: SESSION,
    isHeld: async () => {
      const { statusCode } = await aSite(anAdminWorld()).send({ method: 'GET', path: '/api/overview' });
      return answered(401, statusCode);
    },
  },
  {
    name: 'somebody makes up a session and adds a mapping',
    asset: 'the settings of all runs',
    wayIn: 'a cookie with a secret that was guessed',
    defence: SESSION,
    isHeld: async () => {
      const cookies = ['__Host-ai_implement_session=canary'];
      const { statusCode } = await aSite(anAdminWorld()).write('POST', '/api/mappings', MAPPING, { cookies });
      return answered(401, statusCode);
    },
  },
  {
    name: 'somebody who may only look on adds a mapping',
    asset: 'the settings of all runs',
    wayIn: 'the token of a viewer',
    defence: {
      name: 'each operation is for those whose role suffices',
      file: GUARDS,
      text: 'if (caller === undefined || !mayAct(caller.role, least)) {',
      instead: 'if (caller === undefined) {',
    },
    isHeld: async () => {
      const { site } = await withToken('viewer');
      return answered(403, (await site.write('POST', '/api/mappings', MAPPING, { headers: BEARER })).statusCode);
    },
  },
  {
    name: 'a token that was found makes another, which is there when the first was revoked',
    asset: 'what an admin may do',
    wayIn: 'the token of a machine',
    defence: {
      name: 'tokens are made by people who signed in',
      file: 'functions/admin/access/create-token.ts',
      text: "if (deps.caller.kind === 'token') throw",
      instead: 'if (false) throw',
    },
    isHeld: async () => {
      const { site } = await withToken('admin');
      const another = { name: 'canary', role: 'admin', days: 365 };
      return answered(403, (await site.write('POST', '/api/access/tokens', another, { headers: BEARER })).statusCode);
    },
  },
  {
    name: 'a token of a machine is planted in a browser as its session',
    asset: 'what somebody does in the admin UI, under the name of a machine',
    wayIn: 'a cookie that holds a token',
    defence: {
      name: 'cookies hold sessions of people',
      file: GUARDS,
      text: "return access?.kind === 'session' ? callerOf(access) : undefined;",
      instead: 'return access === undefined ? undefined : callerOf(access);',
    },
    isHeld: async () => {
      const { world, site } = await withToken('admin');
      const cookies = ['__Host-ai_implement_session=canary'];
      answered(401, (await site.write('POST', '/api/mappings', MAPPING, { cookies })).statusCode);
      const [done] = await world.audit.ofDay(TODAY);
      return done?.actor.startsWith('token') !== true;
    },
  },
  {
    name: "another site sends a write with the admin's cookie",
    asset: 'the settings of all runs',
    wayIn: 'a page of another site, open in the browser of an admin',
    defence: ORIGIN,
    isHeld: async () => answered(403, await writes({ origin: 'https://canary.test' })),
  },
  {
    name: "a sandboxed frame sends a write with the admin's cookie",
    asset: 'the settings of all runs',
    wayIn: 'a frame without an origin, open in the browser of an admin',
    defence: ORIGIN,
    isHeld: async () => answered(403, await writes({ origin: 'null' })),
  },
  {
    name: 'a form sends a write as text, for which browsers ask nobody',
    asset: 'the settings of all runs',
    wayIn: 'a form on a neighbour that may name our origin',
    defence: {
      name: 'writes are said to be JSON',
      file: 'shared/runtime/http-request.ts',
      text: "if (mediaType !== 'application/json') {",
      instead: 'if (false) {',
    },
    isHeld: async () => answered(415, await writes({ 'content-type': 'text/plain' })),
  },
  {
    name: 'a neighbour of the domain gives the browser a session of its own',
    asset: 'the settings of all runs',
    wayIn: 'a cookie that another host of the domain has set',
    defence: {
      name: 'the cookie is for this host alone',
      file: COOKIE,
      text: "headers['x-forwarded-proto'] === 'http' ? 'http' : 'https'",
      instead: "'http'",
    },
    isHeld: async () => {
      const site = aSite(anAdminWorld());
      const secret = (await signedIn(site)).cookies[0]?.split('=')[1] ?? '';
      const cookies = [`ai_implement_session=${secret}`];
      const { json } = await site.send({ method: 'GET', path: '/api/session', cookies });
      return json.isSignedIn === false;
    },
  },
  {
    name: 'an access code that can be found by trying opens a session',
    asset: 'the session of an admin',
    wayIn: 'many tries at the sign-in',
    defence: {
      name: 'a code of less than 128 bits opens nothing',
      file: 'functions/admin/sessions/sign-in.ts',
      text: 'if (isStrongAccessCode(code)) return code;',
      instead: 'return code;',
    },
    isHeld: () => {
      const world = { ...anAdminWorld(), accessCode: async () => 'canary' };
      return isRefused(signIn(world, { accessCode: 'canary', address: '203.0.113.7' }), 'access_code_weak');
    },
  },
  {
    name: 'a path leads out of the folder of the UI',
    asset: 'files of the function',
    wayIn: 'the path of a request',
    defence: {
      name: 'only files that were listed are read',
      file: 'shared/runtime/static-files.ts',
      text: 'if (type === undefined || !present.has(name)) throw',
      instead: 'if (type === undefined) throw',
    },
    isHeld: async () => {
      const answer = await aSite(anAdminWorld(), await files()).send({ method: 'GET', path: '/admin/../canary.html' });
      return answered(404, answer.statusCode);
    },
  },
  {
    name: 'a body fills the memory of the function',
    asset: 'the admin function at work',
    wayIn: 'the body of a request',
    defence: {
      name: 'bodies are bounded before they are read',
      file: 'shared/runtime/http-request.ts',
      text: 'if (bytes.length > limitBytes) {',
      instead: 'if (false) {',
    },
    isHeld: async () => {
      const site = aSite(anAdminWorld());
      const cookie = await signedIn(site);
      const body = { ...MAPPING, promptNote: 'x'.repeat(70_000) };
      const { statusCode } = await site.write('POST', '/api/mappings', body, cookie);
      if (statusCode !== 413 && statusCode !== 400) throw new Error(`it was answered ${statusCode}`);
      return statusCode === 413;
    },
  },
];

export const ATTACKS: AttackRows = {
  about: 'The admin site',
  rows: ROWS,
  async close() {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  },
};
