import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';

type Action = 'mapping_created' | 'mapping_changed' | 'mapping_paused' | 'mapping_resumed' | 'mapping_deleted';

/** Notes what was done with a mapping; `fields` names what changed, or why. */
export async function auditMapping(
  deps: Pick<AdminDeps, 'audit' | 'caller' | 'clock' | 'ids'>,
  action: Action,
  mapping: Pick<ProjectMapping, 'mappingId' | 'name'>,
  fields: readonly string[] = [],
): Promise<void> {
  const detail = fields.length === 0 ? mapping.name : `${mapping.name}: ${fields.join(', ')}`;
  const entry = { at: deps.clock.now(), actor: deps.caller.name, action, subject: mapping.mappingId, detail };
  await deps.audit.add({ ...entry, entryId: deps.ids.ulid() });
}
