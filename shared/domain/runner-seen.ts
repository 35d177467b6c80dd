import type { Instant } from './time.ts';

/**
 * The runner of a repository, by what it says of itself: that of this deployment, another that was released, or none that is known: it was
 * changed, or is of a later version or one between releases. `silent`: it does not say which it is, as every released one does.
 */
export const RUNNER_KINDS = ['current', 'released', 'unknown', 'silent'] as const;
export interface RunnerSeen {
  kind: (typeof RUNNER_KINDS)[number];
  /** Of a released one. */
  version?: string | undefined;
}

/** What is kept at a mapping of a runner that is not that of this deployment. */
export type RunnerDrift = RunnerSeen & { /** When the run started that told of it. */ at: Instant };
