import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import { versionedMap } from './versioned-map.ts';

/** Mappings in memory; each call is one atomic step. */
export function fakeMappingStore(): MappingStore {
  const mappings = versionedMap<ProjectMapping>();
  return {
    all: async () => mappings.values().sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))),
    read: async (mappingId) => mappings.get(mappingId),
    async save(mapping) {
      const saved = mappings.write(mapping.mappingId, mapping);
      return saved === undefined ? { outcome: 'stale' } : { outcome: 'saved', mapping: saved };
    },
    async suspend(mappingId, suspended) {
      const mapping = mappings.get(mappingId);
      if (mapping === undefined || mapping.suspended !== undefined || mapping.updatedAt >= suspended.at) return;
      mappings.write(mappingId, { ...mapping, suspended, updatedAt: suspended.at });
    },
    async noteRepository({ mappingId, version, ...noted }) {
      const mapping = mappings.get(mappingId);
      if (mapping === undefined || mapping.version !== version) return 'stale';
      mappings.write(mappingId, { ...mapping, ...noted });
      return 'noted';
    },
    async noteSubscription(mappingId, isSubscription) {
      const mapping = mappings.get(mappingId);
      if (mapping === undefined || mapping.isSubscription === isSubscription) return;
      mappings.write(mappingId, { ...mapping, isSubscription });
    },
    async noteRunner(mappingId, runner) {
      const mapping = mappings.get(mappingId);
      if (mapping === undefined || (mapping.runner !== undefined && mapping.runner.at >= runner.at)) return;
      const { runner: _, ...others } = mapping;
      mappings.write(mappingId, runner.kind === 'current' ? others : { ...others, runner });
    },
    remove: async (mapping) => mappings.remove(mapping.mappingId, mapping),
  };
}
