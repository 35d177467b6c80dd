import type { Instant } from '../domain/time.ts';

export interface Clock {
  now(): Instant;
}

/** New identities. */
export interface Ids {
  /** A fresh ULID, for runs, steps, mappings and audit entries. */
  ulid(): string;
  /** A UUID v4 that is always the same for the same text: a comment posted twice under it is one comment. */
  uuidFrom(text: string): string;
}
