/** Where runs execute; `local` on a laptop only. */
export const EXECUTORS = ['github-actions', 'local'] as const;
export type ExecutorName = (typeof EXECUTORS)[number];

/** Of mappings that name none, and of records that tell of a run which executed nowhere. */
export const DEFAULT_EXECUTOR: ExecutorName = 'github-actions';

/** What we know of an executor without asking it. */
interface ExecutorRules {
  /**
   * Who vouches that a job belongs to the run that it names. `github`: the signature of Actions. `nobody`: the result token
   * must do, and that on a laptop only.
   */
  vouchedBy: 'github' | 'nobody';
}

export const EXECUTOR_RULES: Readonly<Record<ExecutorName, ExecutorRules>> = {
  'github-actions': { vouchedBy: 'github' },
  local: { vouchedBy: 'nobody' },
};
