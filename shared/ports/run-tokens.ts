import type { Phase } from '../domain/run.ts';
import type { Instant } from '../domain/time.ts';

type TokenAudience = 'result' | 'progress';

export interface TokenClaims {
  runId: string;
  phase: Phase;
  /** An earlier version signed it, by a secret that all functions knew: see `takesToken`. */
  isSymmetric?: boolean;
}

/** Signed tokens that name one run. */
export interface RunTokens {
  mint(audience: TokenAudience, claims: TokenClaims & { ticket?: string; expiresAt: Instant }): Promise<string>;
  /** Throws `AppError` with `missing_bearer`, `malformed`, `bad_signature`, `expired` or `wrong_audience`. */
  verify(audience: TokenAudience, authorization: string | undefined): Promise<TokenClaims>;
}

/** Random secrets that are shown once and kept as hashes. */
export interface SecretKeys {
  generate(): string;
  hash(secret: string): string;
}
