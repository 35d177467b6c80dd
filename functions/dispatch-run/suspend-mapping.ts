import type { Clock } from '../../shared/ports/clock.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';

const TRIES = 3;

/** Holds a mapping whose repository refuses every run, until an admin resumes or saves it. */
export async function suspendMapping(
  deps: { mappings: MappingStore; clock: Clock },
  mappingId: string,
  reason: string,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const mapping = await deps.mappings.read(mappingId);
    if (mapping === undefined || mapping.suspended !== undefined) return;
    const at = deps.clock.now();
    const saved = await deps.mappings.save({ ...mapping, suspended: { reason, at }, updatedAt: at });
    if (saved.outcome === 'saved') return;
  }
  throw new Error(`mapping ${mappingId} kept changing while it was suspended`);
}
