import { isSpent, type Reservation, type Spending, type SpendingOf, wholeUsd } from '../../shared/domain/spending.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import { copyOf } from './copy-of.ts';

interface Kept extends Spending {
  inFlight: Record<string, Reservation>;
  assumed: Record<string, Reservation>;
}

/** Spending in memory; each call is one atomic step. */
export function fakeSpendingStore(): SpendingStore {
  const all = new Map<string, Kept>();
  return {
    read: async (of) => copyOf(all.get(nameOf(of))),
    async reserve(of, { runId, reservation, limitUsd }) {
      const kept: Kept = all.get(nameOf(of)) ?? { committedUsd: 0, inFlight: {}, assumed: {} };
      const counted = kept.inFlight[runId] ?? kept.assumed[runId];
      if (counted !== undefined) return { outcome: 'reserved', reservation: copyOf(counted) };
      if (limitUsd !== undefined && all.has(nameOf(of)) && isSpent(kept, limitUsd))
        return { outcome: 'spent', spending: copyOf(kept) };
      all.set(nameOf(of), kept);
      kept.inFlight[runId] = copyOf(reservation);
      kept.committedUsd = wholeUsd(kept.committedUsd + reservation.usd);
      return { outcome: 'reserved', reservation };
    },
    async settle(of, runId, { usd, isFinal }) {
      const kept = all.get(nameOf(of));
      const from = kept?.inFlight[runId] === undefined ? 'assumed' : 'inFlight';
      const held = kept?.[from][runId];
      if (kept === undefined || held === undefined || (from === 'assumed' && !isFinal)) return undefined;
      delete kept[from][runId];
      if (!isFinal) kept.assumed[runId] = { ...held, usd };
      kept.committedUsd = wholeUsd(kept.committedUsd + usd - held.usd);
      return copyOf(kept);
    },
    async raise(of, toUsd) {
      const kept = all.get(nameOf(of));
      if (kept === undefined) return 'unknown';
      kept.raisedToUsd = Math.max(kept.raisedToUsd ?? toUsd, toUsd);
      return 'raised';
    },
    async markWarned(of, at) {
      const kept = all.get(nameOf(of));
      if (kept === undefined || kept.warnedAt !== undefined) return 'marked_already';
      kept.warnedAt = at;
      return 'marked';
    },
    async daysOf(mappingId, from) {
      const prefix = nameOf({ of: 'day', mappingId, day: '' });
      const days = [...all]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, kept]) => ({ ...kept, day: name.slice(prefix.length) }));
      return copyOf(days.filter(({ day }) => day >= from)).sort((a, b) => a.day.localeCompare(b.day));
    },
  };
}

function nameOf(of: SpendingOf): string {
  return of.of === 'ticket' ? `ticket ${of.tracker} ${of.ticketId}` : `day ${of.mappingId} ${of.day}`;
}
