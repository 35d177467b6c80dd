import type { TimeLimits } from '../../shared/ports/clock.ts';

export interface FakeTimeLimits extends TimeLimits {
  /** All limits that are set are over now. */
  runOut(): void;
}

/** Limits that are never over by themselves. */
export function fakeTimeLimits(): FakeTimeLimits {
  const ends = new Set<(over: 'over') => void>();
  return {
    after() {
      const { promise: over, resolve } = Promise.withResolvers<'over'>();
      ends.add(resolve);
      return { over, cancel: () => void ends.delete(resolve) };
    },
    runOut() {
      for (const end of ends) end('over');
    },
  };
}
