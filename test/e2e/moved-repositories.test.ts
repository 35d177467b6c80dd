import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { GitHubPeople } from '../../simulators/github/people.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// What owners do with a repository and with the App, from their act on GitHub to the mapping and the next run.

let system: QuietSystem;
let people: GitHubPeople;
let mappingId: string;
beforeAll(async () => {
  system = await startQuietSystem();
  people = system.github.people;
  const found = (await system.stores.mappings.all()).find((one) => nameOf(one) === 'acme/backend');
  mappingId = found?.mappingId ?? expect.unreachable('there is no mapping of acme/backend');
}, 240_000);
afterAll(() => system?.stop());

async function mapping(): Promise<ProjectMapping> {
  return (await system.stores.mappings.read(mappingId)) ?? expect.unreachable('the mapping is gone');
}

const nameOf = ({ owner, repo }: Pick<ProjectMapping, 'owner' | 'repo'>) => `${owner}/${repo}`;

/** Waits until a condition holds of the mapping; no timer of ours looks at it, so that a webhook must have told. */
async function mappingOnce(isTrue: (mapping: ProjectMapping) => boolean): Promise<ProjectMapping> {
  await system.until(async () => isTrue(await mapping()), MINUTE_MS);
  return mapping();
}

const mark = () => system.markNew('ENG', 'Greet by name');

async function statusOf(key: string) {
  return (await system.stores.tickets.read({ tracker: 'linear', ticketId: system.linear.idOf(key) }))?.status;
}

/** Marks a ticket, and answers where its run took place. */
async function whereNextRuns(key = mark()): Promise<string | undefined> {
  await system.until(async () => (await statusOf(key)) === 'pr_ready');
  return system.github.runs().findLast(({ name }) => name.startsWith(`${key} `))?.repository;
}

test('a repository that was renamed gives its mapping the new name, and runs go on there', async () => {
  people.rename('acme/backend', 'server');
  const after = await mappingOnce(({ repo }) => repo === 'server');

  expect(after.suspended).toBeUndefined();
  expect(await whereNextRuns()).toBe('acme/server');
});

test.each([
  ['archived', 'repository_archived', () => people.archive('acme/server'), () => people.archive('acme/server', false)],
  ['left by the App', 'app_not_installed', () => people.removeApp('acme'), () => people.installApp('acme')],
  [
    'taken out of the installation',
    'app_not_installed',
    () => people.takeFromApp('acme/server'),
    () => people.addToApp('acme/server'),
  ],
  ['suspended for the App', 'app_suspended', () => people.suspendApp('acme'), () => people.suspendApp('acme', false)],
] as const)('a repository that is %s takes no run until that is taken back', async (_, code, spoil, mend) => {
  spoil();
  const held = await mappingOnce(({ suspended }) => suspended !== undefined);
  expect(held.suspended).toMatchObject({ code, reason: expect.stringContaining('acme/server') });
  const key = mark();
  await system.pass(3 * MINUTE_MS);
  expect(system.github.runs().some(({ name }) => name.startsWith(`${key} `))).toBe(false);

  mend();
  await mappingOnce(({ suspended }) => suspended === undefined);
  expect(await whereNextRuns(key)).toBe('acme/server');
});

test('a repository that was transferred waits until its new owner has the App, and is then served there', async () => {
  people.transfer('acme/server', 'umbrella');
  const held = await mappingOnce(({ suspended }) => suspended !== undefined);
  expect([held.suspended?.code, nameOf(held)]).toEqual(['app_not_installed', 'acme/server']);

  people.installApp('umbrella');
  const after = await mappingOnce(({ suspended }) => suspended === undefined);
  expect(nameOf(after)).toBe('umbrella/server');
  expect(await whereNextRuns()).toBe('umbrella/server');
});

test('one that is transferred to an owner who has the App is served there at once', async () => {
  people.transfer('umbrella/server', 'acme');
  await mappingOnce((after) => nameOf(after) === 'acme/server' && after.suspended === undefined);

  expect(await whereNextRuns()).toBe('acme/server');
});

test('all of this was told by webhooks that were taken, broke no permission, and no simulator', () => {
  const told = system.github.hook
    .deliveries()
    .map(({ event, action, statusCode }) => [`${event} ${action}`, statusCode]);
  const taken = new Map(told as Array<[string, number]>);
  expect([...taken.values()].every((status) => status === 202)).toBe(true);
  expect([...taken.keys()].filter((name) => /^(repository|installation)/.test(name)).sort()).toEqual([
    'installation created',
    'installation deleted',
    'installation suspend',
    'installation unsuspend',
    'installation_repositories added',
    'installation_repositories removed',
    'repository archived',
    'repository renamed',
    'repository transferred',
    'repository unarchived',
  ]);
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
