import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Redact } from './redact.ts';

/** What tells a secret that one job held to another without telling it: secrets of this length cannot be guessed. */
export const SecretDigest = z.object({ length: z.int().min(32).max(8192), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type SecretDigest = z.infer<typeof SecretDigest>;

/** As a secret itself, or as its digest. */
export type KnownSecret = string | SecretDigest;

/** Of what AWS gives: letters, digits and two signs, with padding. */
const RUN = /[A-Za-z0-9+/]{32,}={0,2}/g;
/** How far from the beginning of such a run a secret is looked for: other words may stand right before it. */
const MOST_BEFORE = 64;

/** What is too short is left out: it could be guessed. */
export function digestsOf(secrets: readonly string[]): SecretDigest[] {
  const digests = secrets.map((secret) => ({ length: secret.length, sha256: sha256(secret) }));
  return digests.filter((digest) => SecretDigest.safeParse(digest).success);
}

export function holdsDigested(text: string, digest: SecretDigest): boolean {
  return (text.match(RUN) ?? []).some((run) => placeIn(run, digest) !== undefined);
}

/** Takes out what has one of the digests as well. */
export function redactingDigested(redact: Redact, digests: readonly SecretDigest[]): Redact {
  const without = (run: string, digest: SecretDigest) => {
    const at = placeIn(run, digest);
    return at === undefined ? run : `${run.slice(0, at)}[secret]${run.slice(at + digest.length)}`;
  };
  return (text) => digests.reduce((rest, digest) => rest.replace(RUN, (run) => without(run, digest)), redact(text));
}

/** Where in such a run the secret begins. */
function placeIn(run: string, { length, sha256: wanted }: SecretDigest): number | undefined {
  const last = Math.min(run.length - length, MOST_BEFORE);
  for (let at = 0; at <= last; at += 1) if (sha256(run.slice(at, at + length)) === wanted) return at;
  return undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
