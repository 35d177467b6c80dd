/** How the process of a stage ends. */
export const EXIT = {
  /** The stage did its part, or had none: another execution has the run, or it is over. */
  done: 0,
  /** The run failed, and that was reported. */
  failed: 1,
  /** The runner was called in a wrong way; nothing was done. */
  misused: 2,
  /** It ended without having told how. */
  unreported: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
