import { ticketName } from '../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import { versionedMap } from './versioned-map.ts';

/** Ticket records in memory; each call is one atomic step. */
export function fakeTicketStore(): TicketStore {
  const records = versionedMap<TicketRecord>();
  return {
    read: async (ref) => records.get(ticketName(ref)),
    async readMany(refs) {
      const names = new Set(refs.map(ticketName));
      return records.values().filter((record) => names.has(ticketName(record)));
    },
    async write(record) {
      const written = records.write(ticketName(record), record);
      return written === undefined ? { outcome: 'stale' } : { outcome: 'written', record: written };
    },
    remove: async (record) => records.remove(ticketName(record), record),
    async withStatus(...statuses) {
      const found = records.values().filter((record) => statuses.includes(record.status));
      return found.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
    },
    async changedBy(status, { limit, upTo, isBeyond = false }) {
      const found = records
        .values()
        .filter((record) => record.status === status)
        .filter(({ updatedAt: at }) => upTo === undefined || (isBeyond ? at < upTo : at <= upTo))
        .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
      const last = found.slice(0, limit).at(-1);
      return found.filter(({ updatedAt }, index) => index < limit || updatedAt === last?.updatedAt);
    },
    async unshown() {
      const found = records.values().filter((record) => record.unshown !== undefined);
      return found.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
    },
  };
}
