/** Numbers that look random and are the same for the same seed. */
export interface Randomness {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  /** A whole number from 0, below the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** The same elements in another order. */
  shuffled<Element>(elements: readonly Element[]): Element[];
}

/** The generator mulberry32, by Tommy Ettinger: 32 bits of state are plenty for a test. */
export function randomness(seed: number): Randomness {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    shuffled(elements) {
      const drawn = elements.map((element) => ({ element, rank: next() }));
      return drawn.sort((a, b) => a.rank - b.rank).map(({ element }) => element);
    },
  };
}
