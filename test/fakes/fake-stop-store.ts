import type { Stop } from '../../shared/domain/stop.ts';
import type { StopStore } from '../../shared/ports/stop-store.ts';
import { copyOf } from './copy-of.ts';

/** The stop in force, in memory; each call is one atomic step. */
export function fakeStopStore(): StopStore {
  let standing: Stop | undefined;
  return {
    read: async () => copyOf(standing),
    async write(stop) {
      if ((standing?.version ?? 0) !== stop.version) return { outcome: 'stale' };
      standing = copyOf({ ...stop, version: stop.version + 1 });
      return { outcome: 'written', stop: copyOf(standing) };
    },
    async remove(stop) {
      if (standing !== undefined && standing.version !== stop.version) return 'stale';
      standing = undefined;
      return 'removed';
    },
  };
}
