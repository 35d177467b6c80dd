import type { Instant } from '../../shared/domain/time.ts';
import type { PollState, SettingsStore } from '../../shared/ports/settings-store.ts';

/** Leases and poll states in memory; each call is one atomic step. */
export function fakeSettingsStore(): SettingsStore {
  const leases = new Map<string, string>();
  const polls = new Map<string, PollState>();
  let deliveredAt: string | undefined;
  let lookedAt: Instant | undefined;
  return {
    async takeLease(name, { now, until }) {
      if ((leases.get(name) ?? '') > now) return 'held';
      leases.set(name, until);
      return 'taken';
    },
    async releaseLease(name) {
      leases.delete(name);
    },
    readPollState: async (tracker) => structuredClone(polls.get(tracker)),
    readPullRequestLook: async () => lookedAt,
    async writePullRequestLook(at) {
      lookedAt = at;
    },
    async writePollState(state) {
      polls.set(state.tracker, structuredClone(state));
    },
    async noteDelivery(at) {
      if (deliveredAt === undefined || deliveredAt < at) deliveredAt = at;
    },
    lastDeliveryAt: async () => deliveredAt,
  };
}
