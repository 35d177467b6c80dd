import type { FindingRecord } from '../../shared/domain/follow-ups/finding.ts';
import { type PullRequestRecord, pullRequestName } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import { versionedMap } from './versioned-map.ts';

function listOf({ state, next }: PullRequestRecord) {
  if (state !== 'open') return 'over';
  return next === undefined ? 'idle' : 'waiting';
}

/** Records of pull requests in memory; each call is one atomic step. */
export function fakePullRequestStore(): PullRequestStore {
  const records = versionedMap<PullRequestRecord>();
  /** Names under which records are kept, by repository and number, and by repository and commit. */
  const ways = new Map<string, string>();
  const named = (way: string) => {
    const name = ways.get(way);
    return name === undefined ? undefined : records.get(name);
  };
  const findings = versionedMap<FindingRecord>();
  const listed = (isListed: (record: PullRequestRecord) => boolean) =>
    records
      .values()
      .filter(isListed)
      .sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
  return {
    async read({ repositoryId, ...id }) {
      const record = records.get(pullRequestName(id));
      const isOther = record?.repositoryId !== undefined && record.repositoryId !== repositoryId;
      if (repositoryId === undefined || (record !== undefined && !isOther)) return record;
      return named(`${repositoryId}#${id.number}`);
    },
    ofHead: async ({ repositoryId, headSha }) => named(`${repositoryId}@${headSha}`),
    async write(record) {
      const { repositoryId, number, headSha } = record;
      if (repositoryId !== undefined) ways.set(`${repositoryId}#${number}`, pullRequestName(record));
      if (repositoryId !== undefined && headSha !== undefined)
        ways.set(`${repositoryId}@${headSha}`, pullRequestName(record));
      const written = records.write(pullRequestName(record), record);
      return written === undefined ? { outcome: 'stale' } : { outcome: 'written', record: written };
    },
    open: async () => listed(({ state }) => state === 'open'),
    waiting: async () => listed(({ state, next }) => state === 'open' && next !== undefined),
    newest: async (list, limit) =>
      listed((record) => listOf(record) === list)
        .reverse()
        .slice(0, limit),
    ofTicket: async (ref) => listed((record) => ticketName(record) === ticketName(ref)),
    findings: async (id) =>
      findings
        .values()
        .filter((finding) => pullRequestName(finding) === pullRequestName(id))
        .sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.fingerprint.localeCompare(b.fingerprint)),
    async writeFinding(finding) {
      const written = findings.write(`${pullRequestName(finding)} ${finding.fingerprint}`, finding);
      return written === undefined ? 'stale' : 'written';
    },
  };
}
