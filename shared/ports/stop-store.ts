import type { Stop } from '../domain/stop.ts';

/** The one stop that is in force, if any. */
export interface StopStore {
  read(): Promise<Stop | undefined>;
  /** Writes if the one that stands has version `stop.version` (0: if there is none), and counts it up. */
  write(stop: Stop): Promise<{ outcome: 'written'; stop: Stop } | { outcome: 'stale' }>;
  /** Removes the version that was read; one that is gone counts as removed. */
  remove(stop: Stop): Promise<'removed' | 'stale'>;
}
