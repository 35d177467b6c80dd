import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { saveMapping } from '../../../functions/admin/mappings/save-mapping.ts';
import { shareLimit } from '../../../functions/admin/mappings/share-limit.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { fakeBucketStore } from '../../fakes/fake-bucket-store.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakeMappingStore } from '../../fakes/fake-mapping-store.ts';

const IDS = ['backend', 'frontend', 'docs'];

/** The same port, each of whose calls takes its effect when the scheduler says so. */
function scheduled<Port extends object>(s: fc.Scheduler, port: Port): Port {
  const entries = Object.entries(port).map(([name, call]) => [
    name,
    async (...input: unknown[]) => {
      await s.schedule(Promise.resolve(), name);
      return call(...input);
    },
  ]);
  return Object.fromEntries(entries) as Port;
}

test('mappings of one team that are saved at once agree with their bucket, whoever is last', async () => {
  const limits = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 9 }));
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), limits, async (s, [one, other]) => {
      const stores = { mappings: fakeMappingStore(), buckets: fakeBucketStore(), clock: fakeClock() };
      for (const mappingId of IDS) await stores.mappings.save(aMapping({ mappingId, name: mappingId }));
      const deps = { ...stores, mappings: scheduled(s, stores.mappings), buckets: scheduled(s, stores.buckets) };
      const save = async (mappingId: string, maxInProgress: number) => {
        const standing = await stores.mappings.read(mappingId);
        if (standing !== undefined) await shareLimit(deps, await saveMapping(deps, { ...standing, maxInProgress }));
      };

      // One that changed meanwhile is refused, which is no harm.
      const saves = Promise.allSettled([save('backend', one), save('frontend', other)]);
      await s.waitFor(saves);

      const { limit } = (await stores.buckets.read('linear#ENG')) ?? {};
      const shown = (await stores.mappings.all()).map(({ maxInProgress }) => maxInProgress);
      expect(shown).toEqual([limit, limit, limit]);
      expect([one, other]).toContain(limit);
    }),
    { seed: 14, numRuns: 200 },
  );
});
