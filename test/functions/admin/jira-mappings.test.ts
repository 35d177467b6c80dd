import { expect, it } from 'vitest';
import { createMapping } from '../../../functions/admin/mappings/create-mapping.ts';
import { MappingInput } from '../../../shared/contract/mapping-input.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

const minimal = { name: 'Product', tracker: 'jira', owner: 'acme', repo: 'backend' };

function create(world: AdminWorld, overrides: object = {}) {
  const scope = { jql: 'project = PROJ', repoFieldValue: 'acme/backend' };
  return world.operations.createMapping({ body: MappingInput.parse({ ...minimal, ...scope, ...overrides }) });
}

it('a mapping on Jira has a bucket of its own', async () => {
  const world = anAdminWorld();
  const { mappingId } = await create(world, { maxInProgress: 7 });
  const other = await create(world, { name: 'Other', repoFieldValue: 'acme/other' });

  expect(await world.buckets.read(`jira#${mappingId}`)).toMatchObject({ limit: 7, tracker: 'jira' });
  expect(await world.buckets.read(`jira#${other.mappingId}`)).toMatchObject({ limit: 3 });
});

it('a query that Jira refuses is answered in its own words, and nothing is saved', async () => {
  const world = anAdminWorld();
  world.scopeChecker.answer = {
    ...{ refused: ["Field 'colour' does not exist."], problems: [], missingValues: [] },
  };

  await expect(create(world)).rejects.toMatchObject({
    code: 'scope_refused',
    detail: "Field 'colour' does not exist.",
  });
  expect(await world.mappings.all()).toEqual([]);
});

it('a Jira that cannot answer is no verdict', async () => {
  const world = anAdminWorld();
  world.scopeChecker.answer = 'down';

  await expect(create(world)).rejects.toMatchObject({ code: 'tracker_unavailable' });
});

it.each([
  ['linear', { teamKey: 'ENG' }],
  ['jira', { jql: 'project = PROJ', repoFieldValue: 'acme/backend' }],
] as const)('a mapping on %s is refused in a deployment without it', async (tracker, scope) => {
  const world = anAdminWorld();
  const { [tracker]: _, ...trackers } = world.trackers;
  const input = MappingInput.parse({ ...minimal, tracker, ...scope });

  await expect(createMapping({ ...world, trackers }, input)).rejects.toMatchObject({ code: 'tracker_missing' });
});

it('the same query and value in another case are refused as ambiguous', async () => {
  const world = anAdminWorld();
  await create(world);

  const twin = create(world, { jql: 'PROJECT  =  proj', repoFieldValue: 'Acme/Backend' });
  await expect(twin).rejects.toMatchObject({ code: 'ambiguous_mapping' });
});

it('missing options are told when a mapping is looked at, and are no hindrance', async () => {
  const world = anAdminWorld();
  world.scopeChecker.answer = { refused: [], problems: [], missingValues: ['Awaiting Approval'] };
  const { mappingId } = await create(world);

  expect((await world.operations.checkTracker({ params: { mappingId } })).checks).toMatchObject([
    { code: 'scope_served', verdict: 'ok' },
    { code: 'options_missing', verdict: 'warning', evidence: expect.stringMatching(/lacks .* Awaiting Approval\.$/) },
  ]);
});

it.each([
  ['jira', { jql: 'project = PROJ', repoFieldValue: 'acme/backend' }],
  ['linear', { teamKey: 'NONE' }],
] as const)(
  'a mapping on %s is saved with what cannot be shown, and not with what its tracker refuses',
  async (tracker, scope) => {
    const world = anAdminWorld();
    const problems = ['Something cannot be shown.'];
    world.scopeChecker.answer = { refused: ['It is not there.'], problems, missingValues: [] };
    const input = MappingInput.parse({ ...minimal, tracker, ...scope });
    await expect(createMapping(world, input)).rejects.toMatchObject({
      code: 'scope_refused',
      detail: 'It is not there.',
    });
    world.scopeChecker.answer = { refused: [], problems, missingValues: [] };

    const { mappingId } = await createMapping(world, input);
    world.scopeChecker.answer = { refused: ['It is gone.'], problems, missingValues: [] };
    expect((await world.operations.checkTracker({ params: { mappingId } })).checks).toMatchObject([
      { code: 'scope_refused', verdict: 'failed', evidence: 'It is gone.', remedy: expect.stringMatching(/Mappings/) },
      { code: 'markers_hindered', verdict: 'failed', evidence: problems[0] },
    ]);
  },
);
