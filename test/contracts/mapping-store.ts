import { describe, expect, it } from 'vitest';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { aMapping } from '../builders/a-mapping.ts';
import type { FreshStores } from './stores.ts';

function aFullMapping(): ProjectMapping {
  return aMapping({
    linearProjectId: 'project-1',
    label: 'backend',
    awsRegion: 'eu-central-1',
    maxTurns: 30,
    maxIterations: 2,
    maxJobMinutes: 45,
    runnerImage: 'ghcr.io/acme/runner:1',
    branchPrefix: 'bots',
    repositoryId: '3804004623172239366',
    suspended: { reason: 'workflow missing', code: 'workflow_missing', at: '2026-01-05T09:00:00.000Z' },
  });
}

const AT = '2026-01-05T09:00:00.000Z';
const LATER = '2026-01-05T09:01:00.000Z';
const LATEST = '2026-01-05T09:02:00.000Z';

export function mappingStoreContract(fresh: FreshStores): void {
  describe('the repository of a mapping', () => repository(fresh));
  describe('what runs tell of a mapping', () => {
    subscription(fresh);
    runners(fresh);
  });
  describe('a mapping', () => {
    it('is saved with all its fields, and counts its version up', async () => {
      const { mappings } = await fresh();
      const mapping = aFullMapping();
      const saved = { ...mapping, version: 1 };
      expect(await mappings.save(mapping)).toEqual({ outcome: 'saved', mapping: saved });
      expect(await mappings.read(mapping.mappingId)).toEqual(saved);
      expect(await mappings.read('unknown')).toBeUndefined();
    });

    it("is not saved over somebody else's change", async () => {
      const { mappings } = await fresh();
      await mappings.save(aMapping());
      const both = [aMapping({ version: 1, paused: true }), aMapping({ version: 1, maxInProgress: 5 })];
      const outcomes = (await Promise.all(both.map((mapping) => mappings.save(mapping)))).map((o) => o.outcome);
      expect(outcomes.sort()).toEqual(['saved', 'stale']);
      expect((await mappings.save(aMapping())).outcome).toBe('stale');
    });

    it('is removed as it was read, and once more without harm', async () => {
      const { mappings } = await fresh();
      await mappings.save(aMapping());
      expect(await mappings.remove(aMapping({ version: 7 }))).toBe('stale');
      expect(await mappings.remove(aMapping({ version: 1 }))).toBe('removed');
      expect(await mappings.remove(aMapping({ version: 1 }))).toBe('removed');
      expect(await mappings.all()).toEqual([]);
    });

    it('is suspended once, and counts its version up', async () => {
      const { mappings } = await fresh();
      await mappings.save(aMapping({ updatedAt: AT }));
      await mappings.suspend(aMapping().mappingId, { reason: 'no workflow', at: LATER });
      await mappings.suspend(aMapping().mappingId, { reason: 'another', at: LATEST });
      expect(await mappings.read(aMapping().mappingId)).toEqual(
        aMapping({ version: 2, suspended: { reason: 'no workflow', at: LATER }, updatedAt: LATER }),
      );
      expect((await mappings.save(aMapping({ version: 1 }))).outcome).toBe('stale');
    });

    it('that was changed after the refusal is not suspended for it, and one that is gone is not made', async () => {
      const { mappings } = await fresh();
      await mappings.save(aMapping({ updatedAt: LATER }));
      for (const at of [AT, LATER]) await mappings.suspend(aMapping().mappingId, { reason: 'no workflow', at });
      await mappings.suspend('gone', { reason: 'no workflow', at: AT });
      expect(await mappings.all()).toEqual([aMapping({ version: 1, updatedAt: LATER })]);
    });

    it('is listed by name', async () => {
      const { mappings } = await fresh();
      await mappings.save(aMapping({ mappingId: 'm-1', name: 'Zebra' }));
      await mappings.save(aMapping({ mappingId: 'm-2', name: 'Äpfel' }));
      await mappings.save(aMapping({ mappingId: 'm-3', name: 'Backend' }));
      expect((await mappings.all()).map((mapping) => mapping.name)).toEqual(['Backend', 'Zebra', 'Äpfel']);
    });
  });
}

function repository(fresh: FreshStores): void {
  it('is told of its repository, and held or not, with the version that was read alone', async () => {
    const { mappings } = await fresh();
    const standing = aMapping({ suspended: { reason: 'moved', at: AT }, maxInProgress: 5 });
    await mappings.save(standing);
    const { mappingId } = standing;
    const noted = {
      mappingId,
      owner: 'acme',
      repo: 'server',
      repositoryId: '1',
      updatedAt: LATER,
      suspended: undefined,
    };
    expect(await mappings.noteRepository({ ...noted, version: 0 })).toBe('stale');
    expect(await mappings.noteRepository({ ...noted, version: 1 })).toBe('noted');
    expect(await mappings.noteRepository({ ...noted, version: 1 })).toBe('stale');
    const { suspended: _, ...others } = standing;
    const expected = { ...others, repo: 'server', repositoryId: '1', updatedAt: LATER };
    expect(await mappings.read(mappingId)).toEqual({ ...expected, version: 2 });
    const held = { reason: 'archived', code: 'repository_archived', at: LATEST };
    await mappings.noteRepository({ ...noted, version: 2, suspended: held });
    expect(await mappings.read(mappingId)).toEqual({ ...expected, version: 3, suspended: held });
    expect(await mappings.noteRepository({ ...noted, mappingId: 'gone', version: 1 })).toBe('stale');
    // Nobody could look at it, so that its number is not known.
    await mappings.noteRepository({ ...noted, repositoryId: undefined, version: 3, suspended: held });
    const { repositoryId: __, ...unnumbered } = expected;
    expect(await mappings.read(mappingId)).toEqual({ ...unnumbered, version: 4, suspended: held });
  });
}

function runners(fresh: FreshStores): void {
  it('notes which runner the newest run told of, until one tells of that of the deployment', async () => {
    const { mappings } = await fresh();
    await mappings.save(aMapping());
    const { mappingId } = aMapping();
    const changed = { kind: 'unknown', at: LATER } as const;
    await mappings.noteRunner(mappingId, changed);
    await mappings.noteRunner(mappingId, { kind: 'released', version: '0.1.0', at: AT });
    expect(await mappings.read(mappingId)).toEqual({ ...aMapping(), runner: changed, version: 2 });
    await mappings.noteRunner(mappingId, { kind: 'current', at: LATEST });
    expect(await mappings.read(mappingId)).toEqual({ ...aMapping(), version: 3 });
    await mappings.noteRunner('unknown', changed);
    expect(await mappings.read('unknown')).toBeUndefined();
  });
}

function subscription(fresh: FreshStores): void {
  it('notes who pays for the model, where that is news', async () => {
    const { mappings } = await fresh();
    await mappings.save(aMapping());
    const { mappingId } = aMapping();
    await mappings.noteSubscription(mappingId, true);
    await mappings.noteSubscription(mappingId, true);
    expect(await mappings.read(mappingId)).toEqual({ ...aMapping(), isSubscription: true, version: 2 });
    await mappings.noteSubscription(mappingId, false);
    expect(await mappings.read(mappingId)).toMatchObject({ isSubscription: false, version: 3 });
    await mappings.noteSubscription('unknown', true);
    expect(await mappings.read('unknown')).toBeUndefined();
  });
}
