import type { FindingRecord } from '../domain/follow-ups/finding.ts';
import type { NamedPullRequest, PullRequestRecord } from '../domain/follow-ups/pull-request-record.ts';
import type { TicketRef } from '../domain/ticket.ts';

export type PullRequestList = 'idle' | 'waiting' | 'over';

/** Records of our pull requests, and of what was found on them; a name in other capitals is the same. */
export interface PullRequestStore {
  /**
   * With the number of the repository: its record and no other's, whatever the repository was called when that was made. Without:
   * the one that is kept under the name.
   */
  read(pull: NamedPullRequest): Promise<PullRequestRecord | undefined>;
  /** The record of the pull request whose head is, or was, this commit, as far as one noted it. */
  ofHead(head: { repositoryId: string; headSha: string }): Promise<PullRequestRecord | undefined>;
  /**
   * Writes the record if the one that stands has version `record.version` (0: if there is none), and counts it up.
   * `stale`: somebody else wrote in between; read again and decide again.
   */
  write(record: PullRequestRecord): Promise<{ outcome: 'written'; record: PullRequestRecord } | { outcome: 'stale' }>;
  /** Index reads, longest unchanged first: hints. `waiting`: a follow-up is wanted, and not yet admitted. */
  open(): Promise<PullRequestRecord[]>;
  waiting(): Promise<PullRequestRecord[]>;
  /** An index read of at most so many that changed last, newest first: open without and with a follow-up that is wanted, or not open. */
  newest(list: PullRequestList, limit: number): Promise<PullRequestRecord[]>;
  ofTicket(ref: TicketRef): Promise<PullRequestRecord[]>;
  /** What was found on a pull request, longest known first. */
  findings(id: Pick<PullRequestRecord, 'owner' | 'repo' | 'number'>): Promise<FindingRecord[]>;
  /** As `write`. */
  writeFinding(finding: FindingRecord): Promise<'written' | 'stale'>;
}
