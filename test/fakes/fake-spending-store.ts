import {
  dayOf,
  isSpent,
  type Reservation,
  type Spending,
  type SpendingOf,
  wholeUsd,
} from '../../shared/domain/spending.ts';
import { type RunTally, summed, type Tally, tallyOfPull } from '../../shared/domain/tally.ts';
import type { SpendingStore } from '../../shared/ports/spending-store.ts';
import { copyOf } from './copy-of.ts';

interface Kept extends Spending {
  inFlight: Record<string, Reservation>;
  assumed: Record<string, Reservation>;
}

interface PullDay {
  mappingId: string;
  day: string;
  counts: Tally;
  names: Set<string>;
}

/** Spending in memory; each call is one atomic step. */
export function fakeSpendingStore(): SpendingStore {
  const all = new Map<string, Kept>();
  const tallies = new Map<string, Tally>();
  const count = (of: SpendingOf, tally: Tally) =>
    tallies.set(nameOf(of), inMillionths(summed([tallies.get(nameOf(of)) ?? {}, tally])));
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
    async settle(of, runId, { usd, isFinal, tally }) {
      const kept = all.get(nameOf(of));
      const from = kept?.inFlight[runId] === undefined ? 'assumed' : 'inFlight';
      const held = kept?.[from][runId];
      if (kept === undefined || held === undefined || (from === 'assumed' && !isFinal)) return undefined;
      delete kept[from][runId];
      if (!isFinal) kept.assumed[runId] = { ...held, usd };
      kept.committedUsd = wholeUsd(kept.committedUsd + usd - held.usd);
      count(of, countedBy(tally, from === 'inFlight' ? undefined : held.usd, usd));
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
        .map(([name, kept]) => ({ ...kept, day: name.slice(prefix.length), counts: tallies.get(name) ?? {} }));
      return copyOf(days.filter(({ day }) => day >= from)).sort((a, b) => a.day.localeCompare(b.day));
    },
    ...fakePullDays(),
  };
}

/** Where its cost was assumed already, the difference alone. */
function countedBy(tally: RunTally | undefined, assumedUsd: number | undefined, usd: number): Tally {
  if (tally === undefined) return {};
  const { counts, spentAs } = tally;
  return assumedUsd === undefined ? { ...counts, [spentAs]: usd } : { [spentAs]: usd - assumedUsd };
}

function fakePullDays(): Pick<SpendingStore, 'countPull' | 'pullDaysOf'> {
  const pullDays = new Map<string, PullDay>();
  return {
    async countPull(mappingId, { name, ...pull }) {
      const day = dayOf(pull.endedAt);
      const key = `${mappingId} ${day}`;
      const kept = pullDays.get(key) ?? { mappingId, day, counts: {}, names: new Set() };
      if (kept.names.has(`${pull.state} ${name}`)) return;
      kept.names.add(`${pull.state} ${name}`);
      pullDays.set(key, { ...kept, counts: inMillionths(summed([kept.counts, tallyOfPull(pull)])) });
    },
    async pullDaysOf(mappingId, from) {
      const days = [...pullDays.values()].filter((kept) => kept.mappingId === mappingId && kept.day >= from);
      return copyOf(days.map(({ day, counts }) => ({ day, counts }))).sort((a, b) => a.day.localeCompare(b.day));
    },
  };
}

function inMillionths(tally: Tally): Tally {
  return Object.fromEntries(Object.entries(tally).map(([name, amount]) => [name, wholeUsd(amount)]));
}

function nameOf(of: SpendingOf): string {
  return of.of === 'ticket' ? `ticket ${of.tracker} ${of.ticketId}` : `day ${of.mappingId} ${of.day}`;
}
