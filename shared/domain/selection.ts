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
}

export interface Selection<T> {
  chosen: T[];
  /** Left out because their bucket is full, in the order in which they would come. */
  atCapacity: T[];
}

/** Continuing work first, then the tracker's priority with none last, then the oldest. */
export function compareOffers(a: Offer, b: Offer): number {
  return (
    Number(b.isContinuing) - Number(a.isContinuing) ||
    (a.priority ?? Number.POSITIVE_INFINITY) - (b.priority ?? Number.POSITIVE_INFINITY) ||
    a.createdAt.localeCompare(b.createdAt) ||
    a.ticketId.localeCompare(b.ticketId)
  );
}

/** Chooses what to enqueue: never more than the free slots of a bucket (a bucket not named has none). */
export function select<T extends Offer>(
  offers: readonly T[],
  freeSlots: Readonly<Record<string, number>>,
): Selection<T> {
  const left = { ...freeSlots };
  const chosen: T[] = [];
  const atCapacity: T[] = [];
  for (const offer of [...offers].sort(compareOffers)) {
    const room = left[offer.bucketId] ?? 0;
    if (room > 0) {
      left[offer.bucketId] = room - 1;
      chosen.push(offer);
    } else {
      atCapacity.push(offer);
    }
  }
  return { chosen, atCapacity };
}
