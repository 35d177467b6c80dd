import type { Instant } from '../domain/time.ts';

export interface Clock {
  now(): Instant;
}

/** Limits of real time, for what may not be waited for any longer. */
export interface TimeLimits {
  /** `over` resolves once so much time has passed, unless `cancel` is called before: then never. */
  after(ms: number): { over: Promise<'over'>; cancel(): void };
}

/** Identities: new ones, and those that a text gives. */
export interface Ids {
  /** A fresh ULID, for runs, steps, mappings and audit entries. */
  ulid(): string;
  /** A UUID v4 that is always the same for the same text: a comment posted twice under it is one comment. */
  uuidFrom(text: string): string;
  /** The SHA-256 of a text, in hexadecimal: the identity of what it says. */
  hashOf(text: string): string;
}
