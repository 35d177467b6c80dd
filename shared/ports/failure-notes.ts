import type { Instant } from '../domain/time.ts';

export interface FailureNote {
  /** For people; holds no ticket text. */
  reason: string;
  at: Instant;
}

/** Why consumers last failed on a message, by what it says: kept as long as a queue keeps messages. */
export interface FailureNotes {
  note(body: string, failure: FailureNote): Promise<void>;
  read(body: string): Promise<FailureNote | undefined>;
}
