import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { eachAtOnce } from './wish-cancel.ts';

type Deps = Pick<AdminDeps, 'mappings' | 'clock'>;

const TRIES = 5;

/** Pauses every mapping that is not paused, under the stop; answers how many it holds. */
export async function holdAll(deps: Deps, stopId: string): Promise<number> {
  const held = await changeAll(deps, (mapping) => (mapping.paused ? undefined : { ...mapping, paused: true, stopId }));
  return held.filter((mapping) => mapping?.stopId === stopId).length;
}

/** Resumes what the stop paused and answers how many; what people paused by themselves stays so, and so does what is suspended. */
export async function resumeHeld(deps: Deps, stopId: string): Promise<number> {
  let resumed = 0;
  await changeAll(deps, ({ stopId: of, ...mapping }) => {
    if (of !== stopId) return undefined;
    resumed += 1;
    return { ...mapping, paused: false };
  });
  return resumed;
}

/** What becomes of a mapping; undefined where it stays as it is. */
type Change = (mapping: ProjectMapping) => ProjectMapping | undefined;

async function changeAll(deps: Deps, change: Change): Promise<(ProjectMapping | undefined)[]> {
  return eachAtOnce(await deps.mappings.all(), ({ mappingId }) => changeOne(deps, mappingId, change));
}

/** As it is now, which the listing may not show yet, and again when somebody else saved it in between. */
async function changeOne(deps: Deps, mappingId: string, change: Change): Promise<ProjectMapping | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const mapping = await deps.mappings.read(mappingId);
    const changed = mapping && change(mapping);
    if (changed === undefined) return mapping;
    const saved = await deps.mappings.save({ ...changed, updatedAt: deps.clock.now() });
    if (saved.outcome === 'saved') return saved.mapping;
  }
  throw new Error(`mapping ${mappingId} kept changing`);
}
