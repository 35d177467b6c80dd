import type { Timer } from '../contract/events.ts';
import type { Instant } from '../domain/time.ts';

export interface TimerStore {
  set(timer: Timer): Promise<void>;
  /** Timers due by `now`, earliest first, `limit` at most. */
  due(now: Instant, limit: number): Promise<Timer[]>;
  remove(timer: Timer): Promise<void>;
}
