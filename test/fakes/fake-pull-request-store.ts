import { type PullRequestRecord, pullRequestName } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import { versionedMap } from './versioned-map.ts';

/** Records of pull requests in memory; each call is one atomic step. */
export function fakePullRequestStore(): PullRequestStore {
  const records = versionedMap<PullRequestRecord>();
  const listed = (isListed: (record: PullRequestRecord) => boolean) =>
    records
      .values()
      .filter(isListed)
      .sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
  return {
    read: async (id) => records.get(pullRequestName(id)),
    async write(record) {
      const written = records.write(pullRequestName(record), record);
      return written === undefined ? { outcome: 'stale' } : { outcome: 'written', record: written };
    },
    open: async () => listed(({ state }) => state === 'open'),
    waiting: async () => listed(({ state, next }) => state === 'open' && next !== undefined),
    ofTicket: async (ref) => listed((record) => ticketName(record) === ticketName(ref)),
  };
}
