import type { Instant } from '../domain/time.ts';

export interface Clock {
  now(): Instant;
}

/** New identities: ULIDs for runs, steps and mappings. */
export interface Ids {
  ulid(): string;
}
