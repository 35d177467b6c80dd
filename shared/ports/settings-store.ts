import type { TrackerName } from '../domain/ticket.ts';
import type { Instant } from '../domain/time.ts';

/** How the polling of one tracker fares. */
export interface PollState {
  tracker: TrackerName;
  failuresInARow: number;
  /** Until then the tracker is left alone. */
  notBefore?: Instant | undefined;
  lastError?: string | undefined;
  lastSucceededAt?: Instant | undefined;
  /** When all open records were last held against their tickets. */
  lookedAt?: Instant | undefined;
}

export interface SettingsStore {
  /** Takes a named lease unless somebody holds it. */
  takeLease(name: string, lease: { now: Instant; until: Instant }): Promise<'taken' | 'held'>;
  releaseLease(name: string): Promise<void>;
  readPollState(tracker: TrackerName): Promise<PollState | undefined>;
  writePollState(state: PollState): Promise<void>;
  /** Notes that a delivery of GitHub's webhook came then; an earlier one than was noted changes nothing. */
  noteDelivery(at: Instant): Promise<void>;
  /** When the newest delivery that was noted came. */
  lastDeliveryAt(): Promise<Instant | undefined>;
  /** When pull requests were last listed, for what webhooks missed. */
  readPullRequestLook(): Promise<Instant | undefined>;
  writePullRequestLook(at: Instant): Promise<void>;
}
