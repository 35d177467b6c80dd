import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { APP_EVENTS, APP_PERMISSIONS } from '../../../shared/contract/app-permissions.ts';
import { WEBHOOK_EVENTS } from '../../../shared/contract/webhook-events.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTemplatesWorld } from './a-templates-world.ts';

type World = Awaited<ReturnType<typeof aTemplatesWorld>>;
const warned = async (world: World) =>
  (await world.drift()).checks.filter(({ code }) => code === 'app_lacks' || code === 'not_accepted');

function without(grants: { permissions: Readonly<Record<string, string>>; events: readonly string[] }, name: string) {
  const { [name]: _, ...permissions } = grants.permissions;
  return { permissions, events: grants.events.filter((event) => event !== name) };
}

test('nothing is said where everything was asked for and accepted, at whatever higher level', async () => {
  const world = await aTemplatesWorld();
  const { grants } = world.codeHost.repository;
  const more = { checks: 'write', issues: 'admin', deployments: 'read' };
  grants.installation = {
    permissions: { ...grants.app.permissions, ...more },
    events: [...grants.app.events, 'push'],
  };

  expect(await warned(world)).toEqual([]);
});

const NAMES = [
  ...APP_PERMISSIONS.map(({ name, label }) => [name, `the permission ${label}: `] as const),
  ...APP_EVENTS.map((event) => [event, `the event ${event}`] as const),
];

test.each(NAMES)('what the owner of the installation has not accepted is named: %s', async (name, words) => {
  const world = await aTemplatesWorld();
  const { grants } = world.codeHost.repository;
  grants.installation = without(grants.app, name);

  expect(await warned(world)).toEqual([
    {
      ...{ code: 'not_accepted', name: 'GitHub App, acme', verdict: 'warning' },
      evidence: expect.stringMatching(new RegExp(`^acme has not accepted of the GitHub App ${words}`)),
      remedy: expect.stringMatching(/^acme accepts it at https:\/\/github.test\/inst/),
    },
  ]);
  expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
});

test.each(NAMES)('what the App itself does not ask for is named, and asked of nobody else: %s', async (name, words) => {
  const world = await aTemplatesWorld();
  const { grants } = world.codeHost.repository;
  grants.installation = grants.app = without(grants.app, name);

  expect(await warned(world)).toMatchObject([
    { code: 'app_lacks', evidence: expect.stringContaining(`does not ask for ${words}`) },
  ]);
});

test.each([
  ['contents', 'failed'],
  ['issues', 'warning'],
])('an App that does not ask for %s is a matter of %s', async (name, verdict) => {
  const world = await aTemplatesWorld();
  const { grants } = world.codeHost.repository;
  grants.installation = grants.app = without(grants.app, name);

  expect(await warned(world)).toMatchObject([{ verdict }]);
});

test('reading is less than writing', async () => {
  const world = await aTemplatesWorld();
  const { grants } = world.codeHost.repository;
  grants.installation = { ...grants.app, permissions: { ...grants.app.permissions, contents: 'read' } };

  expect(await warned(world)).toMatchObject([{ evidence: expect.stringContaining('Contents: read and write') }]);
});

test('each event comes with a permission that the App asks for, and the docs name all of them', () => {
  const page = readFileSync(new URL('../../../docs/repositories.md', import.meta.url), 'utf8');
  const rows = WEBHOOK_EVENTS.filter(({ event }) => APP_EVENTS.includes(event));

  expect(rows.map(({ permission }) => permission.split(':')[0])).toEqual(
    rows.map(() => expect.toBeOneOf(APP_PERMISSIONS.map(({ label }) => label))),
  );
  const named = [
    ...APP_PERMISSIONS.map(({ label, level }) => `| ${label} | ${level === 'write' ? 'read and write' : 'read'} |`),
    ...APP_EVENTS.map((event) => `\`${event}\``),
  ];
  expect(named.filter((text) => !page.replaceAll(/ +/g, ' ').includes(text))).toEqual([]);
});
