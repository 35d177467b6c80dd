import type { TicketRef } from '../domain/ticket.ts';
import type { TicketRecord, TicketStatus } from '../domain/ticket-record.ts';
import type { Instant } from '../domain/time.ts';

export interface TicketStore {
  read(ref: TicketRef): Promise<TicketRecord | undefined>;
  /** The records that exist, in no order. */
  readMany(refs: readonly TicketRef[]): Promise<TicketRecord[]>;
  /**
   * Writes the record if the one that stands has version `record.version` (0: if there is none), and counts it up.
   * `stale`: somebody else wrote in between; read again and decide again.
   */
  write(record: TicketRecord): Promise<{ outcome: 'written'; record: TicketRecord } | { outcome: 'stale' }>;
  /** Removes a record that has not changed since it was read; one that is gone counts as removed. */
  remove(record: TicketRecord): Promise<'removed' | 'stale'>;
  /** An index read, longest unchanged first: a hint. */
  withStatus(...statuses: TicketStatus[]): Promise<TicketRecord[]>;
  /**
   * An index read of one status, those that changed last first: about `limit` that changed at `upTo` or before (`isBeyond`: before), and all that
   * changed at the moment of the last of them. A hint; fewer than `limit` only at its end.
   */
  changedBy(
    status: TicketStatus,
    page: { limit: number; upTo?: Instant | undefined; isBeyond?: boolean },
  ): Promise<TicketRecord[]>;
  /** An index read of the records that hold something `unshown`, longest unchanged first: a hint. */
  unshown(): Promise<TicketRecord[]>;
}
