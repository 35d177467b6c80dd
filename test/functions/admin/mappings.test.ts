import { describe, expect, it } from 'vitest';
import { MappingChange, MappingInput } from '../../../shared/contract/mapping-input.ts';
import { bucketIdOf } from '../../../shared/domain/mapping.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { type AdminWorld, anAdminWorld, audited } from './an-admin-world.ts';

const minimal = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend' };

function create(world: AdminWorld, overrides: object = {}) {
  return world.operations.createMapping({ body: MappingInput.parse({ ...minimal, ...overrides }) });
}

describe('creating a mapping', () => {
  it('fills in the defaults of the product', async () => {
    const world = anAdminWorld();
    const made = await create(world);
    expect(made).toMatchObject({
      tracker: 'linear',
      defaultBranch: 'main',
      planWorkflowFile: 'claude-plan.yml',
      implementWorkflowFile: 'claude-implement.yml',
      maxInProgress: 3,
      planningEnabled: true,
      autoApprovePlans: true,
      cancelWhenUnmarked: true,
      completeWhenMerged: true,
      guardedPaths: 'leave_out',
      minorFindingsCount: false,
      executor: 'github-actions',
      provider: 'anthropic',
      paused: false,
      version: 1,
    });
    expect(made.maxTurns).toBeUndefined();
  });

  it('makes the bucket of the team, and leaves an audit entry', async () => {
    const world = anAdminWorld();
    await create(world, { maxInProgress: 7 });
    expect(await world.buckets.read('linear#ENG')).toMatchObject({ limit: 7, slots: {} });
    expect(await audited(world)).toEqual(['mapping_created']);
  });

  it('keeps the limit that the team has when none is named', async () => {
    const world = anAdminWorld();
    await create(world, { maxInProgress: 7 });
    expect(await create(world, { name: 'Mobile', label: 'mobile' })).toMatchObject({ maxInProgress: 7 });
    expect(await world.buckets.read('linear#ENG')).toMatchObject({ limit: 7 });
  });

  it('brings all mappings of the team to a limit that is named, and no other team', async () => {
    const world = anAdminWorld();
    await create(world);
    await create(world, { name: 'Ops', teamKey: 'OPS' });
    await create(world, { name: 'Mobile', label: 'mobile', maxInProgress: 9 });
    const limits = (await world.operations.listMappings({})).mappings.map((one) => [one.name, one.maxInProgress]);
    expect(limits).toEqual([
      ['Backend', 9],
      ['Mobile', 9],
      ['Ops', 3],
    ]);
  });
});

describe('a mapping that cannot be served', () => {
  it('has the scope of another, which the refusal names', async () => {
    const world = anAdminWorld();
    await create(world, { label: 'mobile' });
    await expect(create(world, { name: 'Twin', label: 'mobile', repo: 'other' })).rejects.toMatchObject({
      code: 'ambiguous_mapping',
      detail: expect.stringContaining('Backend'),
    });
    await expect(create(world, { name: 'Whole team' })).resolves.toMatchObject({ name: 'Whole team' });
  });

  it.each([
    [{ executor: 'fly-machines' }, 'executor_unavailable'],
    [{ executor: 'local' }, 'executor_unavailable'],
  ])('asks for what does not exist here: %o', async (overrides, code) => {
    const world = anAdminWorld();
    await expect(create(world, overrides)).rejects.toMatchObject({ code });
    expect(await world.mappings.all()).toEqual([]);
  });
});

describe('changing a mapping', () => {
  it('replaces the settings, drops what was left out, and says in the audit log which fields changed', async () => {
    const world = anAdminWorld();
    const made = await create(world, { maxTurns: 20, label: 'mobile' });
    const change = { ...MappingInput.parse({ ...minimal, repo: 'api', label: 'mobile' }), version: made.version };
    const changed = await world.operations.updateMapping({ params: made, body: change });
    expect(changed).toMatchObject({ repo: 'api', version: 2, createdAt: made.createdAt });
    expect(changed.maxTurns).toBeUndefined();
    const [entry] = (await world.operations.listAudit({ query: {} })).entries;
    expect(entry).toMatchObject({ actor: 'admin', action: 'mapping_changed', detail: 'Backend: repo, maxTurns' });
  });

  it('refuses the second of two people who read the same version', async () => {
    const world = anAdminWorld();
    const made = await create(world);
    const change = { ...MappingInput.parse(minimal), version: made.version };
    await world.operations.updateMapping({ params: made, body: { ...change, repo: 'first' } });
    const second = world.operations.updateMapping({
      params: made,
      body: { ...change, repo: 'second', maxInProgress: 50 },
    });
    await expect(second).rejects.toMatchObject({ code: 'conflicting_change' });
    expect(await world.mappings.read(made.mappingId)).toMatchObject({ repo: 'first' });
    expect(await world.buckets.read('linear#ENG')).toMatchObject({ limit: 3 });
  });

  it('ends a suspension, and may keep its own scope', async () => {
    const world = anAdminWorld();
    const suspended = { reason: 'the workflow is missing', at: world.clock.now() };
    await world.mappings.save(aMapping({ suspended }));
    const { mappingId } = aMapping();
    const change = { ...MappingInput.parse(minimal), version: 1 };
    expect((await world.operations.updateMapping({ params: { mappingId }, body: change })).suspended).toBeUndefined();
  });

  it('pauses, and resumes what was paused or suspended', async () => {
    const world = anAdminWorld();
    const { mappingId } = aMapping();
    await world.mappings.save(aMapping({ suspended: { reason: 'no branch', at: world.clock.now() } }));
    expect(await world.operations.pauseMapping({ params: { mappingId } })).toMatchObject({ paused: true });
    const resumed = await world.operations.resumeMapping({ params: { mappingId } });
    expect(resumed.paused).toBe(false);
    expect(resumed.suspended).toBeUndefined();
    expect(await audited(world)).toEqual(['mapping_paused', 'mapping_resumed']);
  });
});

describe('deleting a mapping', () => {
  it('is refused while a run of it is live, and says which', async () => {
    const world = anAdminWorld();
    const { mappingId } = aMapping();
    await world.mappings.save(aMapping());
    const run = aRun({ mappingId });
    await world.runs.reserve(run);
    const deleting = () => world.operations.deleteMapping({ params: { mappingId }, body: {} });
    await expect(deleting()).rejects.toMatchObject({
      code: 'mapping_in_use',
      detail: expect.stringContaining('ENG-1'),
    });
    await world.runs.end(run.runId, { status: 'failed', at: world.clock.now() });
    await deleting();
    expect(await world.mappings.all()).toEqual([]);
    expect(await audited(world)).toEqual(['mapping_deleted']);
  });

  it('says that there is none when there is none', async () => {
    const gone = anAdminWorld().operations.deleteMapping({
      params: { mappingId: 'gone' },
      body: { reason: 'not needed' },
    });
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('moving a mapping to another team', () => {
  it('makes the bucket of that team first, so that the mapping never stands without one', async () => {
    const world = anAdminWorld();
    const { mappingId, version } = await create(world);
    world.buckets.saveLimit = async () => {
      throw new Error('the table throttles');
    };
    const body = MappingChange.parse({ ...minimal, teamKey: 'OPS', version });

    await world.operations.updateMapping({ params: { mappingId }, body }).catch(() => undefined);

    const kept = await world.mappings.read(mappingId);
    expect(kept && (await world.buckets.read(bucketIdOf(kept)))).toBeDefined();
  });
});
