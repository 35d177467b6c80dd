import type { Bucket } from '../domain/bucket.ts';
import type { Phase } from '../domain/run.ts';
import type { TicketRef, TrackerName } from '../domain/ticket.ts';
import type { Instant } from '../domain/time.ts';

export interface SlotClaim {
  bucketId: string;
  ticketId: string;
  runId: string;
  phase: Phase;
  at: Instant;
  /** Of this delivery: the client repeats a request whose answer was lost, and must not meet its own claim as another's. */
  claimId: string;
}

/** Capacity, and nothing but capacity. */
export interface BucketStore {
  /**
   * Claims a slot, or takes this run's own over once it is a lease old. `full` also when another run holds the ticket's
   * slot there, when this run's own is younger (another delivery of it is at work), or when there is no such bucket.
   */
  claimSlot(claim: SlotClaim): Promise<'claimed' | 'full'>;
  /** Frees the slot if it is this run's; `kept` when it is another's or free already. */
  releaseSlot(claim: Pick<SlotClaim, 'bucketId' | 'ticketId' | 'runId'>): Promise<'released' | 'kept'>;
  /** Makes the bucket if absent, and sets its limit. */
  saveLimit(bucket: { bucketId: string; tracker: TrackerName; limit: number }): Promise<void>;
  read(bucketId: string): Promise<Bucket | undefined>;
  all(): Promise<Bucket[]>;
}

export interface RunClaim extends TicketRef {
  runId: string;
  phase: Phase;
  at: Instant;
  retryOf?: string | undefined;
}

export type ClaimOutcome =
  | { outcome: 'claimed' }
  /** Another run of the ticket is recorded as live; it may be over, which its run record tells. */
  | { outcome: 'in_flight'; liveRunId: string }
  | { outcome: 'recent'; dispatchedAt: Instant };

export interface DispatchRecord extends TicketRef {
  liveRunId?: string | undefined;
  /** By phase: when it was last dispatched, and by which run. */
  phases: Partial<Record<Phase, { dispatchedAt: Instant; runId: string }>>;
}

/** The in-flight and the recent check: one record per ticket, over all buckets and mappings. */
export interface DispatchRecordStore {
  /**
   * Claims the ticket for this run. Repeating it for the same run changes no time. With `replacing`, a `liveRunId`
   * equal to it (a run known to be over) does not count as live.
   */
  claim(claim: RunClaim, replacing?: string): Promise<ClaimOutcome>;
  /** Removes `liveRunId` if it is this run's. */
  release(ref: TicketRef, runId: string, at: Instant): Promise<'released' | 'kept'>;
  /**
   * Lifts the 24-hour rule for one phase, if its last dispatch was of this run (undefined: if there was none); refused while
   * a run is live. `kept` when another run was dispatched since: the wish was not about that one.
   */
  lift(ref: TicketRef, phase: Phase, runId: string | undefined): Promise<'lifted' | 'in_flight' | 'kept'>;
  read(ref: TicketRef): Promise<DispatchRecord | undefined>;
}
