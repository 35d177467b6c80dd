import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Suspension } from '../../../shared/domain/mapping.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping, type MappingFields } from '../../builders/a-mapping.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { aWorld, type World } from '../world.ts';

const { mappingId } = aMapping();
const { repository_id: repositoryId } = aWorkflowClaims();
const NAME = { owner: 'acme', repo: 'backend' };

type Arrived<Type> = Omit<Extract<LifecycleEvent, { type: Type }>, 'arrivalId'>;
type Told = Arrived<'RepositoryChanged'> | Arrived<'InstallationChanged'>;

async function aMappedWorld(mapping: MappingFields = {}) {
  const world = await aWorld({ mapping });
  const hear = (event: Told) => advanceRun(world.advance, { arrivalId: 'delivery-1', ...event });
  return {
    world,
    hear,
    renamed: () => hear({ type: 'RepositoryChanged', repositoryId, owner: 'acme', repo: 'server', formerly: NAME }),
    changed: () => hear({ type: 'RepositoryChanged', repositoryId, ...NAME }),
    installed: (owner: string | undefined) => hear({ type: 'InstallationChanged', owner }),
    mapping: () => world.mappings.read(mappingId),
  };
}

const audited = async ({ audit, clock }: World) =>
  (await audit.ofDay(clock.now().slice(0, 10))).map(({ actor, action, subject }) => [actor, action, subject]);

const held = (code?: string): Suspension => ({
  ...{ reason: 'as it was', at: '2026-01-02T08:00:00.000Z' },
  ...(code !== undefined && { code }),
});

test('a renamed repository gives its mapping its present name, once, and the log says so', async () => {
  const { world, renamed, mapping } = await aMappedWorld();
  world.repositories.rename('acme/backend', 'acme/server');
  await renamed();
  const after = await mapping();
  await renamed();

  expect(after).toMatchObject({ owner: 'acme', repo: 'server', repositoryId, updatedAt: world.clock.now() });
  expect(await mapping()).toEqual(after);
  expect(await audited(world)).toEqual([['github', 'mapping_renamed', mappingId]]);
});

test('what people typed in other capitals stays as they typed it', async () => {
  const { changed, mapping } = await aMappedWorld({ owner: 'Acme', repo: 'Backend' });
  await changed();

  expect(await mapping()).toMatchObject({ owner: 'Acme', repo: 'Backend', repositoryId });
});

test('open pull requests of a renamed repository have its name, and are found by its number', async () => {
  const { world, renamed } = await aMappedWorld();
  await world.pullRequests.write(aPullRequestRecord({ number: 1 }));
  await world.pullRequests.write(aPullRequestRecord({ number: 2, repositoryId }));
  await world.pullRequests.write(aPullRequestRecord({ number: 3, repo: 'other' }));
  world.repositories.rename('acme/backend', 'acme/server');
  await renamed();

  const read = (number: number, repo = 'server') =>
    world.pullRequests.read({ owner: 'acme', repo, number, repositoryId });
  expect(await read(1)).toMatchObject({ ...NAME, renamedTo: { owner: 'acme', repo: 'server' }, repositoryId });
  expect(await read(2)).toMatchObject({ ...NAME, renamedTo: { owner: 'acme', repo: 'server' } });
  const other = await world.pullRequests.read({ owner: 'acme', repo: 'other', number: 3 });
  expect([other?.repositoryId, other?.renamedTo]).toEqual([undefined, undefined]);
});

test('pull requests of a mapping that an admin corrected first are found by the number too', async () => {
  const { world, renamed } = await aMappedWorld({ repo: 'server' });
  await world.pullRequests.write(aPullRequestRecord());
  await renamed();

  const { number } = aPullRequestRecord();
  expect(await world.pullRequests.read({ owner: 'acme', repo: 'server', number, repositoryId })).toMatchObject({
    renamedTo: { owner: 'acme', repo: 'server' },
  });
});

const refuse = (code: 'app_not_installed' | 'app_suspended' | 'repository_missing') => (world: World) => {
  world.repositories.failure = new AppError(code, 'as GitHub says');
};
const archive = (world: World) => void world.repositories.archived.add('acme/backend');

test.each([
  ['archived', archive, 'repository_archived', 'The repository is archived'],
  ['without the App', refuse('app_not_installed'), 'app_not_installed', 'The GitHub App is not installed'],
  ['gone', refuse('repository_missing'), 'app_not_installed', 'The GitHub App is not installed'],
  ['closed to the App', refuse('app_suspended'), 'app_suspended', 'The installation of the GitHub App is suspended'],
] as const)(
  'a repository that is %s holds its mapping with its sentence, until it is seen mended',
  async (_, spoil, code, words) => {
    const { world, changed, mapping } = await aMappedWorld();
    spoil(world);
    await changed();
    await changed();

    expect(await mapping()).toMatchObject({ suspended: { code, reason: expect.stringContaining(words) } });
    expect((await mapping())?.suspended?.reason).toContain('acme/backend');
    world.repositories.failure = undefined;
    world.repositories.archived.clear();
    await changed();
    expect((await mapping())?.suspended).toBeUndefined();
    const actions = (await audited(world)).map(([, action]) => action);
    expect(actions.sort()).toEqual(['mapping_resumed', 'mapping_suspended']);
  },
);

test.each([
  ['repository_archived', undefined],
  ['repository_moved', undefined],
  ['app_not_installed', undefined],
  ['app_suspended', undefined],
  ['app_not_permitted', undefined],
  ['workflow_missing', 'workflow_missing'],
  ['actions_disabled', 'actions_disabled'],
  [undefined, 'kept'],
])('of what held a mapping, %s is %s once its repository was seen as it should be', async (code, stays) => {
  const { changed, mapping } = await aMappedWorld({ suspended: held(code) });
  await changed();

  expect((await mapping())?.suspended).toEqual(stays === undefined ? undefined : held(code));
});

test('what holds a mapping gives way to what holds it now, but not what a look cannot see', async () => {
  for (const [before, after] of [
    ['repository_archived', 'app_suspended'],
    ['workflow_missing', 'workflow_missing'],
  ] as const) {
    const { world, changed, mapping } = await aMappedWorld({ suspended: held(before) });
    refuse('app_suspended')(world);
    await changed();
    expect((await mapping())?.suspended?.code).toBe(after);
  }
});

test.each(['missing_permission', 'github_refused'] as const)(
  '%s says nothing of the repository, and changes nothing',
  async (code) => {
    const { world, changed, mapping } = await aMappedWorld();
    const before = await mapping();
    world.repositories.failure = new AppError(code, 'as GitHub says');

    expect(await changed()).toBe(`left: ${code}`);
    expect(await mapping()).toEqual(before);
  },
);

test('while GitHub is out of reach a timer looks again, with the number that the event told', async () => {
  const { world, renamed, mapping } = await aMappedWorld();
  world.repositories.failure = new ServiceUnavailable('github', 'outage', 'down');
  await renamed();

  const [timer = expect.unreachable()] = world.timers.waiting();
  expect(timer).toEqual({
    kind: 'look-at-mapping',
    dueAt: plus(world.clock.now(), 5 * MINUTE_MS),
    ...{ mappingId, repositoryId },
  });
  world.repositories.failure = undefined;
  world.repositories.rename('acme/backend', 'acme/server');
  await advanceRun(world.advance, { type: 'TimerDue', timer });
  expect(await mapping()).toMatchObject({ repo: 'server' });
});

test('one that was deleted meanwhile is no error, and one that was saved meanwhile is looked at anew', async () => {
  const { world, renamed, mapping } = await aMappedWorld();
  world.repositories.rename('acme/backend', 'acme/server');
  const { look } = world.repositories;
  const late: World['repositories']['look'] = async (named) => {
    const standing = (await mapping()) ?? expect.unreachable();
    await world.mappings.save({ ...standing, maxInProgress: 7 });
    return look(named);
  };
  world.advance.repositories = { look: late };
  await renamed();
  expect(await mapping()).toMatchObject({ repo: 'backend', maxInProgress: 7 });
  world.advance.repositories = world.repositories;
  const [again = expect.unreachable()] = world.timers.waiting();
  await advanceRun(world.advance, { type: 'TimerDue', timer: again });
  expect(await mapping()).toMatchObject({ repo: 'server', maxInProgress: 7 });

  const timer = { kind: 'look-at-mapping', dueAt: world.clock.now(), mappingId: 'gone' } as const;
  expect(await advanceRun(world.advance, { type: 'TimerDue', timer })).toContain('dropped');
});

test.each([
  ['its owner', 'ACME', 1],
  ['another owner', 'other', 0],
  ['nobody', undefined, 1],
])('a changed installation of %s has its mappings looked at', async (_, owner, looks) => {
  const { world, installed } = await aMappedWorld();
  await installed(owner);

  expect(world.repositories.looks).toBe(looks);
});

test('an installation of another owner has those looked at that wait for the App, and no others', async () => {
  for (const [code, looks] of [
    ['app_not_installed', 1],
    ['workflow_missing', 0],
  ] as const) {
    const { world, installed } = await aMappedWorld({ suspended: held(code) });
    await installed('umbrella');

    expect(world.repositories.looks).toBe(looks);
  }
});

test.each([
  ['another repository', {}, { owner: 'acme', repo: 'other' }, 0],
  ['its own name', {}, NAME, 1],
  ['its number, under whatever name', { repositoryId: '99', repo: 'whatever' }, NAME, 1],
  ['another number', { repositoryId: '98' }, NAME, 0],
])('a mapping is looked at for %s or not', async (_, mapping, name, looks) => {
  const { world, hear } = await aMappedWorld(mapping);
  await hear({ type: 'RepositoryChanged', repositoryId: '99', ...name });

  expect(world.repositories.looks).toBe(looks);
});

test('of many mappings one message looks at five, and timers at the others', async () => {
  const { world, installed } = await aMappedWorld();
  for (let n = 1; n <= 7; n += 1) await world.mappings.save(aMapping({ mappingId: `m-${n}`, name: `M ${n}` }));
  await installed('acme');

  expect(world.repositories.looks).toBe(5);
  expect(new Set(world.timers.waiting().map((timer) => 'mappingId' in timer && timer.mappingId)).size).toBe(3);
});
