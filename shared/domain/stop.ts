import type { TicketRef } from './ticket.ts';
import type { Instant } from './time.ts';

/** A run that a stop of all runs met. */
export interface StoppedRun extends TicketRef {
  runId: string;
}

/** The stop of all runs that is in force: mappings name it by its id while they are paused by it. */
export interface Stop {
  stopId: string;
  /** Who, for people. */
  by: string;
  at: Instant;
  /** Why, in one line. */
  reason: string;
  /** The runs that it cancels; undoing it lets their tickets run again. */
  runs: StoppedRun[];
  version: number;
}
