import type { Reservation, Spending, SpendingOf } from '../domain/spending.ts';
import type { Instant } from '../domain/time.ts';

/** What was spent and what is held for runs in flight, by ticket and by mapping and day. */
export interface SpendingStore {
  read(of: SpendingOf): Promise<Spending | undefined>;
  /**
   * Counts a run that is about to be admitted, unless `limitUsd` is used up; undefined: whatever was spent. One that is counted already
   * stays as it was counted, which is answered.
   */
  reserve(of: SpendingOf, run: Counted & { limitUsd: number | undefined }): Promise<ReserveOutcome>;
  /**
   * Counts what a run that is over cost in place of its cap; what is not final may be settled once more. Answers the spending as it
   * is then, undefined where the run was not counted, or its cost stands already.
   */
  settle(of: SpendingOf, runId: string, cost: { usd: number; isFinal: boolean }): Promise<Spending | undefined>;
  /** Raises the budget of this ticket or day alone, never lowers it; `unknown` where nothing was ever counted. */
  raise(of: SpendingOf, toUsd: number): Promise<'raised' | 'unknown'>;
  /** Notes that people are told how much is spent; `marked` for one caller alone. */
  markWarned(of: SpendingOf, at: Instant): Promise<'marked' | 'marked_already'>;
  /** The days of a mapping from this one on, oldest first. */
  daysOf(mappingId: string, from: string): Promise<(Spending & { day: string })[]>;
}

interface Counted {
  runId: string;
  reservation: Reservation;
}

export type ReserveOutcome =
  | { outcome: 'reserved'; reservation: Reservation }
  | { outcome: 'spent'; spending: Spending };
