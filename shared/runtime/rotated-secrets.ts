/** So often at most are they read again for what does not fit, which may come from anybody. */
const RENEWAL_MS = 60_000;

/** Secrets that may be changed while a process lives. */
export interface RotatedSecrets {
  /** As they were when last read. */
  kept(): Promise<readonly string[]>;
  /** As they are now; undefined where they were read within the last minute. */
  renewed(): Promise<readonly string[] | undefined>;
}

/**
 * Keeps what `read` answers, and reads it anew on demand. A secret that is not set, or is empty, is left out: nothing is to be signed with it.
 * @param now milliseconds since the epoch
 */
export function rotatedSecrets(
  read: () => Promise<readonly (string | undefined)[]>,
  now: () => number,
): RotatedSecrets {
  let secrets: readonly string[] | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const readNow = async () => {
    readAt = now();
    const set = (await read()).flatMap((secret) => (secret ? [secret] : []));
    secrets = set;
    return set;
  };
  return {
    kept: async () => secrets ?? readNow(),
    renewed: async () => (now() - readAt < RENEWAL_MS ? undefined : readNow()),
  };
}
