import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import { isSameRepository } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import { isSameName } from '../../../shared/domain/workflow-claims.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from '../follow-ups/change-record.ts';
import { lookAtMapping } from './look-at-mapping.ts';

type Changed = Extract<LifecycleEvent, { type: 'RepositoryChanged' | 'InstallationChanged' }>;

/** Looks within one message; each asks GitHub three times. */
const MOST_LOOKS = 5;

/** Looks anew at the mappings whose repository GitHub told of; what is more than one message can do is left to timers. */
export async function lookAtMappings(deps: AdvanceRunDeps, event: Changed): Promise<string> {
  if (event.type === 'RepositoryChanged') await noteNumber(deps, event);
  const concerned = (await deps.mappings.all()).filter((mapping) => isConcerned(mapping, event));
  const dueAt = deps.clock.now();
  for (const { mappingId } of concerned.slice(MOST_LOOKS)) {
    await deps.timers.set({ kind: 'look-at-mapping', dueAt, mappingId, repositoryId: idOf(event) });
  }
  const outcomes: string[] = [];
  for (const { mappingId } of concerned.slice(0, MOST_LOOKS)) {
    outcomes.push(await lookAtMapping(deps, { mappingId, repositoryId: idOf(event) }));
  }
  return outcomes.length === 0 ? 'left: no mapping is concerned' : outcomes.join(', ');
}

/** Pull requests whose record is older than our knowledge of the repository's number are found by it from now on. */
async function noteNumber(
  deps: AdvanceRunDeps,
  { formerly, repositoryId }: Extract<Changed, { type: 'RepositoryChanged' }>,
): Promise<void> {
  if (formerly === undefined) return;
  for (const record of await deps.pullRequests.open()) {
    if (record.repositoryId !== undefined || !isSameRepository(record, formerly)) continue;
    await changeRecord(deps, record, (of) => ({ ...of, repositoryId }));
  }
}

function isConcerned(mapping: ProjectMapping, event: Changed): boolean {
  if (event.type === 'InstallationChanged') return isInstalledBy(mapping, event.owner);
  const { repositoryId, formerly } = event;
  if (mapping.repositoryId !== undefined) return mapping.repositoryId === repositoryId;
  return isSameRepository(mapping, event) || (formerly !== undefined && isSameRepository(mapping, formerly));
}

/** One that waits for the App may have gone to another owner, of whom nobody told us before the App was installed there. */
function isInstalledBy({ owner, suspended }: ProjectMapping, installedBy: string | undefined): boolean {
  return installedBy === undefined || isSameName(owner, installedBy) || suspended?.code === 'app_not_installed';
}

function idOf(event: Changed): string | undefined {
  return event.type === 'RepositoryChanged' ? event.repositoryId : undefined;
}
