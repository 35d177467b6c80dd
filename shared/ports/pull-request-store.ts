import type { PullRequestId, PullRequestRecord } from '../domain/follow-ups/pull-request-record.ts';
import type { TicketRef } from '../domain/ticket.ts';

/** Records of our pull requests; a name in other capitals is the same. */
export interface PullRequestStore {
  read(id: PullRequestId): Promise<PullRequestRecord | undefined>;
  /**
   * Writes the record if the one that stands has version `record.version` (0: if there is none), and counts it up.
   * `stale`: somebody else wrote in between; read again and decide again.
   */
  write(record: PullRequestRecord): Promise<{ outcome: 'written'; record: PullRequestRecord } | { outcome: 'stale' }>;
  /** Index reads, longest unchanged first: hints. `waiting`: a follow-up is wanted, and not yet admitted. */
  open(): Promise<PullRequestRecord[]>;
  waiting(): Promise<PullRequestRecord[]>;
  ofTicket(ref: TicketRef): Promise<PullRequestRecord[]>;
}
