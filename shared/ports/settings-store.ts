import { TRACKERS, type TrackerName } from '../domain/ticket.ts';
import type { Instant } from '../domain/time.ts';
import type { Reach } from './tracker.ts';

/** How the polling of one tracker fares. */
export interface PollState {
  tracker: TrackerName;
  failuresInARow: number;
  /** When the first of these was; absent where the last poll succeeded. */
  failingSince?: Instant | undefined;
  /** Until then the tracker is left alone. */
  notBefore?: Instant | undefined;
  lastError?: string | undefined;
  /** Of the newest success that changed any of this; each success stands at the lease (`readPolled`). */
  lastSucceededAt?: Instant | undefined;
  /** When all open records were last held against their tickets. */
  lookedAt?: Instant | undefined;
  /** The last record of those that were, while others are left. */
  lookedAfter?: string | undefined;
  /** The round through more marked tickets than one poll reads. */
  round?: ListingRound | undefined;
  /** So much was asked for that the tracker is left alone until then. */
  restsUntil?: Instant | undefined;
}

/** How far polls have come through a long listing. */
interface ListingRound {
  reach: Reach;
  /** Where the next poll goes on; absent once the end was reached. */
  after?: string | undefined;
  beganAt: Instant;
  /** How many tickets were read since. */
  tickets: number;
}

/** The last poll that came to its end. */
export interface LastPoll {
  polledAt: Instant;
  /** Trackers that it could not poll, and since when none could. */
  failing: Partial<Record<TrackerName, Instant>>;
}

/** What a watch saw that an operator must know of. */
export interface Trouble {
  seenAt: Instant;
  /** Of what, where it can become more. */
  count: number;
  toldAt?: Instant | undefined;
}

/** What watches know of troubles from one to the next. */
export interface TroubleNote {
  /** When the queues were last looked at. */
  queuesLookedAt?: Instant | undefined;
  /** By their names. */
  polls: Record<string, Trouble>;
  queues: Record<string, Trouble>;
}

/** Whose webhooks there are. */
export const WEBHOOK_SOURCES = ['github', ...TRACKERS] as const;
export type WebhookSource = (typeof WEBHOOK_SOURCES)[number];

/** How the webhook of one source fares. */
export interface WebhookState {
  /** When the newest delivery that was noted came. */
  deliveredAt?: Instant | undefined;
  /** How much polls found first since the first delivery, and when they last did. */
  missed: number;
  missedAt?: Instant | undefined;
}

/** Under which trackers are polled. */
export const POLL_LEASE = 'poll';

/** When trackers were asked. */
export type Polled = { readonly [Name in TrackerName]?: Instant | undefined };

export interface SettingsStore {
  /** Takes a named lease unless somebody holds it. */
  takeLease(name: string, lease: { now: Instant; until: Instant }): Promise<'taken' | 'held'>;
  /**
   * `polled`: trackers that were polled well under it, and when each was asked; what stands of others stays. `last`: what is known of the
   * poll that held it, where it came to its end.
   */
  releaseLease(name: string, polled?: Polled, last?: LastPoll): Promise<void>;
  /** When each tracker was last polled well under the lease of this name. */
  readPolled(name: string): Promise<Polled>;
  readLastPoll(): Promise<LastPoll | undefined>;
  readTroubles(): Promise<TroubleNote | undefined>;
  writeTroubles(note: TroubleNote): Promise<void>;
  readPollState(tracker: TrackerName): Promise<PollState | undefined>;
  writePollState(state: PollState): Promise<void>;
  /** Notes that a delivery of this webhook came then; an earlier one than was noted changes nothing. */
  noteDelivery(source: WebhookSource, at: Instant): Promise<void>;
  /** Counts what a poll found that this webhook had not told of; where none of its deliveries ever came, nothing is missed. */
  noteMissed(source: WebhookSource, count: number, at: Instant): Promise<void>;
  readWebhook(source: WebhookSource): Promise<WebhookState>;
  /** When pull requests were last listed, for what webhooks missed. */
  readPullRequestLook(): Promise<Instant | undefined>;
  writePullRequestLook(at: Instant): Promise<void>;
}
