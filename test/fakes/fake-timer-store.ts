import { timerSubject } from '../../shared/contract/event-names.ts';
import type { Timer } from '../../shared/contract/events.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';
import { copyOf } from './copy-of.ts';

function timerKey(timer: Timer): string {
  return `${timer.dueAt}#${timer.kind}#${timerSubject(timer)}`;
}

export interface FakeTimerStore extends TimerStore {
  /** All that are set, earliest first. */
  waiting(): Timer[];
}

/** Timers in memory; each call is one atomic step. */
export function fakeTimerStore(): FakeTimerStore {
  const timers = new Map<string, Timer>();
  const waiting = () => copyOf([...timers.values()]).sort((a, b) => (timerKey(a) < timerKey(b) ? -1 : 1));
  return {
    async set(timer) {
      timers.set(timerKey(timer), copyOf(timer));
    },
    due: async (now, limit) =>
      waiting()
        .filter((timer) => timer.dueAt <= now)
        .slice(0, limit),
    async remove(timer) {
      timers.delete(timerKey(timer));
    },
    waiting,
  };
}
