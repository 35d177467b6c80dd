import type { Instant } from '../../shared/domain/time.ts';
import type {
  LastPoll,
  Polled,
  PollState,
  SettingsStore,
  TroubleNote,
  WebhookSource,
  WebhookState,
} from '../../shared/ports/settings-store.ts';
import { copyOf } from './copy-of.ts';

/** Leases and poll states in memory; each call is one atomic step. */
export function fakeSettingsStore(): SettingsStore {
  const leases = new Map<string, string>();
  const polled = new Map<string, Polled>();
  const polls = new Map<string, PollState>();
  const webhooks = new Map<WebhookSource, WebhookState>();
  const webhookOf = (source: WebhookSource) => webhooks.get(source) ?? { missed: 0 };
  let lookedAt: Instant | undefined;
  let lastPoll: LastPoll | undefined;
  let troubles: TroubleNote | undefined;
  return {
    async takeLease(name, { now, until }) {
      if ((leases.get(name) ?? '') > now) return 'held';
      leases.set(name, until);
      return 'taken';
    },
    async releaseLease(name, asked = {}, last) {
      leases.delete(name);
      polled.set(name, { ...polled.get(name), ...asked });
      lastPoll = copyOf(last) ?? lastPoll;
    },
    readLastPoll: async () => copyOf(lastPoll),
    readTroubles: async () => copyOf(troubles),
    async writeTroubles(note) {
      troubles = copyOf(note);
    },
    readPolled: async (name) => ({ ...polled.get(name) }),
    readPollState: async (tracker) => copyOf(polls.get(tracker)),
    readPullRequestLook: async () => lookedAt,
    async writePullRequestLook(at) {
      lookedAt = at;
    },
    async writePollState(state) {
      polls.set(state.tracker, copyOf(state));
    },
    async noteDelivery(source, at) {
      const state = webhookOf(source);
      if ((state.deliveredAt ?? '') < at) webhooks.set(source, { ...state, deliveredAt: at });
    },
    async noteMissed(source, count, at) {
      const state = webhookOf(source);
      if (state.deliveredAt !== undefined)
        webhooks.set(source, { ...state, missed: state.missed + count, missedAt: at });
    },
    readWebhook: async (source) => copyOf(webhookOf(source)),
  };
}
