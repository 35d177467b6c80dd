import { setTimeout as delay } from 'node:timers/promises';

/** Writes what outlives a run, whenever somebody waits for it to be written. */
export interface Keeping {
  /** Says what writes it; until then there is nothing that could be lost. */
  begin(write: () => void): void;
  /** Settles once everything that is so now has been written; rejects where it cannot be. */
  kept(): Promise<void>;
  /** Writes at once. */
  now(): void;
}

/** After each write this many times its duration pass without one: those who wait meanwhile share the next. */
const REST = 4;

export function keeping(): Keeping {
  let write = () => {};
  let next: Promise<void> | undefined;
  let restMs = 0;
  const now = () => {
    const beganAt = performance.now();
    write();
    restMs = REST * (performance.now() - beganAt);
  };
  const later = async () => {
    await delay(restMs);
    // From here on others wait for the write after this one.
    next = undefined;
    now();
  };
  return {
    begin(writes) {
      write = writes;
    },
    kept() {
      next ??= later();
      return next;
    },
    now,
  };
}
