import type { Reservation, Spending, SpendingOf } from '../domain/spending.ts';
import type { EndedPull, RunTally, Tally } from '../domain/tally.ts';
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
   * Counts what a run that is over cost in place of its cap; what is not final may be settled once more. With a `tally` its end is counted
   * by the same write, so once as well. Answers the spending as it is then, undefined where the run was not counted, or its cost stands already.
   */
  settle(of: SpendingOf, runId: string, cost: RunCost): Promise<Spending | undefined>;
  /** Raises the budget of this ticket or day alone, never lowers it; `unknown` where nothing was ever counted. */
  raise(of: SpendingOf, toUsd: number): Promise<'raised' | 'unknown'>;
  /** Notes that people are told how much is spent; `marked` for one caller alone. */
  markWarned(of: SpendingOf, at: Instant): Promise<'marked' | 'marked_already'>;
  /** The days of a mapping from this one on, oldest first, with what was counted at the ends of their runs. */
  daysOf(mappingId: string, from: string): Promise<(Spending & CountedDay)[]>;
  /** Counts a pull request on the day on which it was merged or closed; the same again changes nothing. */
  countPull(mappingId: string, pull: { name: string } & EndedPull): Promise<void>;
  /** What was counted so from this day on, oldest first. */
  pullDaysOf(mappingId: string, from: string): Promise<CountedDay[]>;
}

export interface RunCost {
  usd: number;
  isFinal: boolean;
  tally?: RunTally | undefined;
}

/** `day`: `yyyy-mm-dd`, UTC. */
interface CountedDay {
  day: string;
  counts: Tally;
}

interface Counted {
  runId: string;
  reservation: Reservation;
}

export type ReserveOutcome =
  | { outcome: 'reserved'; reservation: Reservation }
  | { outcome: 'spent'; spending: Spending };
