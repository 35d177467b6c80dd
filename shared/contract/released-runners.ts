import type { RunnerSeen } from '../domain/runner-seen.ts';

export interface ReleasedRunner {
  version: string;
  /** SHA-256 of `runner.mjs`. */
  sha256: string;
  /** What git calls its content, which is all that GitHub tells of a file in a folder. */
  blob: string;
}

/**
 * The runner of every release, the newest last: `npm run release:runner` prints the row of this version, which is added with the release and
 * never changed. Nothing that the runner itself is made of may import this, since its hash would then be part of it.
 */
export const RELEASED_RUNNERS: readonly ReleasedRunner[] = [];

/** Which runner has this hash, if it is not that of this deployment. */
export function runnerBySha256(sha256: string, released = RELEASED_RUNNERS): RunnerSeen {
  return seenAs(released.find((one) => one.sha256 === sha256));
}

/** The same by what git calls it. */
export function runnerByBlob(blob: string, released = RELEASED_RUNNERS): RunnerSeen {
  return seenAs(released.find((one) => one.blob === blob));
}

function seenAs(released: ReleasedRunner | undefined): RunnerSeen {
  return released === undefined ? { kind: 'unknown' } : { kind: 'released', version: released.version };
}
