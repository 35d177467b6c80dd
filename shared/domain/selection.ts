import type { Phase } from './run.ts';
import type { Instant } from './time.ts';

/** A ticket that may run now, if its bucket has room. */
export interface Offer {
  ticketId: string;
  bucketId: string;
  phase: Phase;
  /** Work that already began (a next phase or a repeated attempt) goes before new work. */
  isContinuing: boolean;
  priority: number | null;
  createdAt: Instant;
  /** It was offered a moment ago, and nobody has looked at it yet. */
  isQueued?: boolean;
  /** When it was last offered, of one that was looked at and could not be admitted. */
  droppedAt?: Instant | undefined;
  /** The last time it was left out because its bucket was full. */
  hasWaited?: boolean;
}

export interface Selection<T> {
  /** To be offered now, in this order. */
  chosen: T[];
  /** More than there are free slots for, in the order in which they would come. */
  atCapacity: T[];
}

/** Of what could not be admitted the last time, and of what waits behind it, at most so many are offered beyond the free slots. */
const MOST_BEYOND = 20;

/** Continuing work first, then the tracker's priority with none last, then the oldest. */
export function compareOffers(a: Offer, b: Offer): number {
  return (
    Number(b.isContinuing) - Number(a.isContinuing) ||
    (a.priority ?? Number.POSITIVE_INFINITY) - (b.priority ?? Number.POSITIVE_INFINITY) ||
    a.createdAt.localeCompare(b.createdAt) ||
    a.ticketId.localeCompare(b.ticketId)
  );
}

/**
 * Chooses what to offer: as many as a bucket has free slots (one that is not named has none), and beside them what could
 * not be admitted the last time, which may be admissible by now and must not stop those behind it. `refused` are the buckets
 * of which something was refused the last time that is not offered any more.
 */
export function select<T extends Offer>(
  offers: readonly T[],
  freeSlots: Readonly<Record<string, number>>,
  refused: ReadonlySet<string> = new Set(),
): Selection<T> {
  const sorted = [...offers].sort(compareOffers);
  const selections = [...Map.groupBy(sorted, (offer) => offer.bucketId)].map(([bucketId, those]) =>
    selectOfOne(those, freeSlots[bucketId] ?? 0, refused.has(bucketId)),
  );
  return {
    chosen: selections.flatMap(({ chosen }) => chosen).sort(compareOffers),
    atCapacity: selections.flatMap(({ atCapacity }) => atCapacity).sort(compareOffers),
  };
}

function selectOfOne<T extends Offer>(offers: readonly T[], free: number, isRefused: boolean): Selection<T> {
  const queued = offers.filter((offer) => offer.isQueued);
  const others = offers.filter((offer) => !offer.isQueued);
  const untried = others.filter((offer) => offer.droppedAt === undefined);
  const dropped = others.filter((offer) => offer.droppedAt !== undefined);
  const room = Math.max(0, free - queued.length);
  const atCapacity = untried.slice(room);
  if (room === 0) return { chosen: [], atCapacity };
  // What waited at capacity though slots are free waits behind what cannot be admitted: it is looked for faster.
  const isStuck = (dropped.length > 0 || isRefused) && queued.length === 0 && untried.some((offer) => offer.hasWaited);
  const budget = room + (isStuck ? MOST_BEYOND : Math.min(dropped.length, MOST_BEYOND));
  const kept = dropped.length <= MOST_BEYOND ? dropped.length : 0;
  const tried = untried.slice(0, isStuck ? budget - Math.min(kept, budget) : room);
  return { chosen: [...tried, ...inTurn(dropped).slice(0, budget - tried.length)], atCapacity };
}

/** Longest not looked at first, so that none of many waits for ever. */
function inTurn<T extends Offer>(dropped: readonly T[]): T[] {
  return dropped.toSorted((a, b) => (a.droppedAt ?? '').localeCompare(b.droppedAt ?? '') || compareOffers(a, b));
}
