import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MappingView } from '../../shared/contract/mapping-record.ts';
import type { SyncView, TemplatesView } from '../../shared/contract/template-views.ts';
import { type AdminClient, signedIn } from './admin-client.ts';
import { NEVER_BY_ITSELF } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// The deployed function with the templates and the runner that its bundle carries, against real git repositories.

const REPOSITORY = 'acme/backend';

let system: QuietSystem;
let admin: AdminClient;
let mapping: MappingView;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
  admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  const { body } = await admin.call('GET', '/api/mappings');
  const found = (body as { mappings: MappingView[] }).mappings.find(({ repo }) => repo === 'backend');
  if (found === undefined) throw new Error('there is no seeded mapping of the backend');
  mapping = found;
});
afterAll(() => system.stop());

const drift = async () =>
  (await admin.call('GET', `/api/mappings/${mapping.mappingId}/templates`)).body as TemplatesView;

test('workflows, runner and prompts come by one pull request, and are up to date after its merge', async () => {
  const before = await drift();
  expect(before.files.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'missing'));
  expect(before.checks.filter(({ verdict }) => verdict !== 'ok').map(({ code }) => code)).toEqual([
    'templates_due',
    'unprotected_branch',
  ]);

  const synced = (await admin.call('POST', `/api/mappings/${mapping.mappingId}/sync`)).body as SyncView;
  expect(synced.status).toBe('opened');
  const [pull] = system.github.people.pulls(REPOSITORY);
  expect(synced.prUrl).toMatch(new RegExp(`/${REPOSITORY}/pull/${pull?.number}$`));
  expect(pull).toMatchObject({ head: 'sync/ai-implement', base: 'main' });

  await system.github.people.merge({ repository: REPOSITORY, number: pull?.number ?? 0 });
  expect((await drift()).files.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'same'));
  const again = await admin.call('POST', `/api/mappings/${mapping.mappingId}/sync`);
  expect(again.body).toMatchObject({ status: 'up-to-date' });
});

test.each([
  ['GET', 'templates'],
  ['POST', 'sync'],
])('without a session %s %s is refused', async (method, what) => {
  const headers = { origin: system.laptop.url, 'content-type': 'application/json' };
  const answer = await fetch(`${system.laptop.url}/api/mappings/${mapping.mappingId}/${what}`, { method, headers });

  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: 'sign_in_required' });
});

test('another site cannot make a browser sync', async () => {
  const cookie = `ai_implement_session=${admin.sessionSecret}`;
  const headers = { origin: 'https://evil.test', 'content-type': 'application/json', cookie };
  const answer = await fetch(`${system.laptop.url}/api/mappings/${mapping.mappingId}/sync`, {
    method: 'POST',
    headers,
  });

  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'wrong_origin' });
});

test('a mapping that does not exist is not found', async () => {
  expect(await admin.call('POST', '/api/mappings/gone/sync')).toMatchObject({ status: 404 });
});
