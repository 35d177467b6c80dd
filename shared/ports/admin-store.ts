import type { Access, AccessKind } from '../contract/admin-access.ts';
import type { AuditEntry, LinkedEntry, NotedEntry } from '../domain/audit-chain.ts';
import type { Instant } from '../domain/time.ts';

/** Sessions of people and tokens of machines, by the hash of their secret. */
export interface SessionStore {
  create(access: Access): Promise<void>;
  /** None when there is none or it ran out; compares times, whatever was deleted. */
  read(accessId: string, now: Instant): Promise<Access | undefined>;
  /** What lets in now, the newest first; what was made a moment ago may not be among them yet. */
  list(kind: AccessKind, now: Instant, limit?: number): Promise<Access[]>;
  remove(accessId: string): Promise<void>;
}

/** Counts sign-in tries per address within a window. */
export interface SignInThrottle {
  /** Counts one try and answers how many there were in this window, this one included. */
  count(address: string, window: { now: Instant; endsAt: Instant }): Promise<number>;
}

export interface AuditLog {
  /** Notes it as the newest of its day; the same entry twice is one. */
  add(entry: AuditEntry): Promise<void>;
  /** Entries of one day (`yyyy-mm-dd`), newest first. */
  ofDay(day: string): Promise<NotedEntry[]>;
  /** The entry of that day that was noted last. */
  headOf(day: string): Promise<LinkedEntry | undefined>;
}
