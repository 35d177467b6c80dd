import type { PullRequestRecord } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { elapsedMs, type Instant, MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

const EVERY_MS = 30 * MINUTE_MS;
/** Watches come by the minute, and a moment later would cost the next one. */
const EARLY_MS = 10 * SECOND_MS;

type Deps = Pick<WatchRunsDeps, 'clock' | 'settings' | 'pullRequests' | 'lifecycle'>;

/**
 * Every half an hour has each repository with an open pull request of ours asked what moved there since, for what webhooks missed. One
 * at which nobody has looked yet is read by itself: it may have been over before it had its record. Answers how many repositories.
 */
export async function watchPullRequests(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const lookedAt = await deps.settings.readPullRequestLook();
  if (lookedAt !== undefined && elapsedMs(lookedAt, now) < EVERY_MS - EARLY_MS) return 0;
  const open = await deps.pullRequests.open();
  const repositories = Map.groupBy(
    open,
    ({ repositoryId, owner, repo }) => repositoryId ?? `${owner}/${repo}`.toLowerCase(),
  );
  for (const records of repositories.values()) await ask(deps, records, { lookedAt, now });
  // Written last: what was cut off is done again.
  await deps.settings.writePullRequestLook(now);
  return repositories.size;
}

async function ask(
  { lifecycle }: Deps,
  records: readonly PullRequestRecord[],
  { lookedAt, now }: { lookedAt: Instant | undefined; now: Instant },
): Promise<void> {
  const since = lookedAt ?? records.map(({ createdAt }) => createdAt).sort()[0] ?? now;
  for (const record of records.filter(isUnseen))
    await lifecycle.send({ type: 'TimerDue', timer: { kind: 'read-pull-request', dueAt: now, ...placeOf(record) } });
  for (const first of records.slice(0, 1))
    await lifecycle.send({ type: 'TimerDue', timer: { kind: 'list-moved', dueAt: now, since, ...placeOf(first) } });
}

function isUnseen({ repositoryId, reconciledAt, lookedAt }: PullRequestRecord): boolean {
  return repositoryId === undefined || (reconciledAt ?? lookedAt) === undefined;
}

function placeOf({ tracker, ticketId, owner, repo, number }: PullRequestRecord) {
  return { tracker, ticketId, pull: { owner, repo, number } };
}
