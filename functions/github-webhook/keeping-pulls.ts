import {
  type NamedPullRequest,
  type PullRequestRecord,
  pullRequestName,
} from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';

/** What of a record never changes: whose ticket the pull request is, and under which name it is kept. */
export type KeptPull = Pick<PullRequestRecord, 'tracker' | 'ticketId' | 'owner' | 'repo' | 'number'>;

/** Which pull requests are ours, and whose. */
export interface KnownPulls {
  read(pull: NamedPullRequest): Promise<KeptPull | undefined>;
  ofHead: PullRequestStore['ofHead'];
}

/** About 300 bytes each. */
const MOST_KEPT = 5000;

/**
 * Asks the store once for each pull request of ours in the life of a process: that it is ours stays so. That one is none of ours is not
 * kept, since its record may come at any time; nor is one by whose record a repository of the same name might be meant.
 */
export function keepingPulls({ read, ofHead }: Pick<PullRequestStore, 'read' | 'ofHead'>): KnownPulls {
  const kept = new Map<string, KeptPull>();
  const keep = (name: string, { tracker, ticketId, owner, repo, number }: PullRequestRecord) => {
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(name, { tracker, ticketId, owner, repo, number });
  };
  return {
    ofHead,
    async read(pull) {
      const name = `${pull.repositoryId} ${pullRequestName(pull)}`;
      const known = kept.get(name);
      if (known !== undefined) return known;
      const record = await read(pull);
      if (record?.repositoryId !== undefined && record.repositoryId === pull.repositoryId) keep(name, record);
      return record;
    },
  };
}
