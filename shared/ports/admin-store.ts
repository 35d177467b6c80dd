import type { Instant } from '../domain/time.ts';

/** Admin sessions by the hash of their secret. */
export interface SessionStore {
  create(session: { hash: string; expiresAt: Instant }): Promise<void>;
  /** False when there is none or it ran out; compares times, whatever was deleted. */
  isValid(hash: string, now: Instant): Promise<boolean>;
  remove(hash: string): Promise<void>;
}

/** Counts sign-in tries per address within a window. */
export interface SignInThrottle {
  /** Counts one try and answers how many there were in this window, this one included. */
  count(address: string, window: { now: Instant; endsAt: Instant }): Promise<number>;
}

export interface AuditEntry {
  entryId: string;
  at: Instant;
  actor: string;
  action: string;
  subject: string;
  detail?: string | undefined;
}

export interface AuditLog {
  add(entry: AuditEntry): Promise<void>;
  /** Entries of one day (`yyyy-mm-dd`), newest first. */
  ofDay(day: string): Promise<AuditEntry[]>;
}
