import { AppError, type ErrorCode, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { isSameRepository, type PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import { type Look, lookedAt, type RepositoryView } from '../../../shared/domain/mapping-look.ts';
import { heldNotification } from '../../../shared/domain/notifications/operator-notifications.ts';
import { type Instant, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from '../follow-ups/change-record.ts';
import { notify } from '../notify.ts';

/** While GitHub is out of reach a mapping is looked at again at this interval. */
const AGAIN_MS = 5 * MINUTE_MS;

/** What GitHub says of a repository that takes no run; of anything else it says the look is left. */
const PROBLEMS: Partial<Record<ErrorCode, Extract<Look, { problem: unknown }>['problem']>> = {
  app_not_installed: 'app_not_installed',
  repository_missing: 'app_not_installed',
  app_suspended: 'app_suspended',
};

/**
 * Looks at the repository of a mapping and brings the mapping in line with it: its present name, and whether it takes runs. Open pull
 * requests of ours get the name too. `repositoryId`: GitHub's number for it, where somebody told it. A look that GitHub cannot answer now
 * waits for a timer.
 */
export async function lookAtMapping(
  deps: AdvanceRunDeps,
  { mappingId, repositoryId }: { mappingId: string; repositoryId?: string | undefined },
): Promise<string> {
  const mapping = await deps.mappings.read(mappingId);
  if (mapping === undefined) return 'dropped: no such mapping';
  const { owner, repo } = mapping;
  const again = async (dueAt: Instant) => {
    await deps.timers.set({ kind: 'look-at-mapping', dueAt, mappingId, repositoryId });
    return `waits until ${dueAt}`;
  };
  try {
    const named = { owner, repo, repositoryId: mapping.repositoryId ?? repositoryId };
    const look = await lookAt(deps, named);
    if (typeof look === 'string') return `left: ${look}`;
    // One that somebody saved in between may have another repository now.
    return (await note(deps, mapping, look)) === 'stale' ? await again(deps.clock.now()) : 'noted';
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    return again(error.retryAt ?? plus(deps.clock.now(), AGAIN_MS));
  }
}

/** What it came to; a code where that says nothing about the repository. */
async function lookAt(
  { repositories }: AdvanceRunDeps,
  named: Parameters<AdvanceRunDeps['repositories']['look']>[0],
): Promise<Look | ErrorCode> {
  try {
    return { view: await repositories.look(named) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problem = PROBLEMS[error.code];
    return problem === undefined ? error.code : { problem };
  }
}

/** First what waits on pull requests, then the mapping: cut off in between, the look finds the former name once more. */
async function note(deps: AdvanceRunDeps, mapping: ProjectMapping, look: Look): Promise<'noted' | 'stale'> {
  if ('view' in look) await renamePulls(deps, mapping, look.view);
  const changed = lookedAt(mapping, look, deps.clock.now());
  if (JSON.stringify(changed) === JSON.stringify(mapping)) return 'noted';
  const noted = await deps.mappings.noteRepository({ ...changed, updatedAt: deps.clock.now() });
  if (noted === 'noted') await audit(deps, mapping, changed);
  await notify(deps, mapping.mappingId, (held) => heldNotification(held, deps.adminUrl));
  return noted;
}

async function renamePulls(
  deps: AdvanceRunDeps,
  mapping: ProjectMapping,
  { repositoryId, owner, repo }: RepositoryView,
): Promise<void> {
  const isOfIt = (record: PullRequestRecord) =>
    record.repositoryId === undefined ? isSameRepository(record, mapping) : record.repositoryId === repositoryId;
  for (const record of (await deps.pullRequests.open()).filter(isOfIt)) {
    const renamedTo = isSameRepository(record, { owner, repo }) ? undefined : { owner, repo };
    await changeRecord(deps, record, (of) => ({ ...of, repositoryId, renamedTo }));
  }
}

async function audit(deps: AdvanceRunDeps, before: ProjectMapping, after: ProjectMapping): Promise<void> {
  const { mappingId: subject, name, owner, repo, suspended } = after;
  const isRenamed = !isSameRepository(before, after);
  const isHeldAnew = suspended !== undefined && suspended.code !== before.suspended?.code;
  const isResumed = suspended === undefined && before.suspended !== undefined;
  const entries = [
    ...(isRenamed ? [{ action: 'mapping_renamed', detail: `${name}: ${owner}/${repo}` }] : []),
    ...(isHeldAnew ? [{ action: 'mapping_suspended', detail: `${name}: ${suspended.reason}` }] : []),
    ...(isResumed ? [{ action: 'mapping_resumed', detail: name }] : []),
  ];
  for (const entry of entries) {
    await deps.audit.add({ ...entry, entryId: deps.ids.ulid(), at: deps.clock.now(), actor: 'github', subject });
  }
}
