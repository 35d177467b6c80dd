import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compareOffers, type Offer, select } from '../../shared/domain/selection.ts';
import { instant } from '../../shared/domain/time.ts';

const BUCKETS = ['linear#ENG', 'linear#OPS', 'linear#WEB'];

const offers = fc.uniqueArray(
  fc.record<Offer>({
    ticketId: fc.uuid(),
    bucketId: fc.constantFrom(...BUCKETS),
    phase: fc.constant('implementation'),
    isContinuing: fc.boolean(),
    priority: fc.constantFrom(1, 2, 3, 4, null),
    createdAt: fc.nat({ max: 5 }).map((n) => instant(n * 60_000)),
  }),
  { selector: (offer) => offer.ticketId, maxLength: 30 },
);
const room = fc.dictionary(fc.constantFrom(...BUCKETS), fc.nat({ max: 4 }));

function anOffer(ticketId: string, overrides: Partial<Offer> = {}): Offer {
  const createdAt = '2026-01-02T08:00:00.000Z';
  return {
    ...{ ticketId, bucketId: 'linear#ENG', phase: 'implementation', isContinuing: false, priority: 2, createdAt },
    ...overrides,
  };
}

test('never more are chosen than a bucket has free slots, and every offer is either chosen or left out', () => {
  void fc.assert(
    fc.property(offers, room, (all, free) => {
      const { chosen, atCapacity } = select(all, free);

      for (const bucketId of BUCKETS) {
        const inBucket = all.filter((offer) => offer.bucketId === bucketId).length;
        const taken = chosen.filter((offer) => offer.bucketId === bucketId).length;
        expect(taken).toBe(Math.min(inBucket, free[bucketId] ?? 0));
      }
      expect(new Set([...chosen, ...atCapacity])).toEqual(new Set(all));
    }),
  );
});

test('nothing that is left out would have come before something chosen of its bucket', () => {
  void fc.assert(
    fc.property(offers, room, (all, free) => {
      const { chosen, atCapacity } = select(all, free);

      for (const left of atCapacity) {
        const rivals = chosen.filter((offer) => offer.bucketId === left.bucketId);
        expect(rivals.filter((rival) => compareOffers(left, rival) < 0)).toEqual([]);
      }
    }),
  );
});

test('the order in which offers are given does not matter', () => {
  void fc.assert(
    fc.property(offers, room, (all, free) => {
      expect(select([...all].reverse(), free)).toEqual(select(all, free));
    }),
  );
});

test('continuing work goes first, then priority with none last, then the oldest', () => {
  const inOrder = [
    anOffer('continuing', { isContinuing: true, priority: null }),
    anOffer('urgent', { priority: 1 }),
    anOffer('older', { createdAt: '2026-01-01T08:00:00.000Z' }),
    anOffer('newer'),
    anOffer('without priority', { priority: null, createdAt: '2026-01-01T08:00:00.000Z' }),
  ];

  const { chosen } = select([...inOrder].reverse(), { 'linear#ENG': 5 });

  expect(chosen.map((offer) => offer.ticketId)).toEqual(inOrder.map((offer) => offer.ticketId));
});

describe('what could not be admitted the last time', () => {
  const dropped = (n: number) => anOffer(`dropped-${n}`, { priority: 1, droppedAt: instant(n * 60_000) });
  const many = (count: number) => Array.from({ length: count }, (_, n) => dropped(n));
  const chosenOf = (offers: Offer[], free: number) =>
    select(offers, { 'linear#ENG': free }).chosen.map((offer) => offer.ticketId);

  it('is offered beside the free slots, and takes none of them from others', () => {
    expect(chosenOf([...many(2), anOffer('other'), anOffer('later', { priority: 4 })], 1)).toEqual([
      ...['dropped-0', 'dropped-1'],
      'other',
    ]);
  });

  it('is offered in turn when it is more than 20, longest not looked at first', () => {
    expect(chosenOf([...many(30).reverse(), anOffer('other')], 1)).toEqual([
      ...many(20)
        .map((offer) => offer.ticketId)
        .sort(),
      'other',
    ]);
  });

  it('has up to 20 more looked at where others waited though slots are free', () => {
    const waiting = Array.from({ length: 40 }, (_, n) => anOffer(`waiting-${n}`, { priority: 3, hasWaited: true }));
    expect(chosenOf([dropped(0), ...waiting], 1)).toHaveLength(21);
  });

  it('is not offered while there is no room', () => {
    expect(chosenOf([dropped(0), anOffer('other')], 0)).toEqual([]);
    expect(chosenOf([dropped(0), anOffer('queued', { isQueued: true })], 1)).toEqual([]);
  });
});
