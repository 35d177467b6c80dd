/** Where runs execute; `local` on a laptop only. */
export const EXECUTORS = ['github-actions', 'fly-machines', 'local'] as const;
export type ExecutorName = (typeof EXECUTORS)[number];

/** Of mappings that name none, and of records that tell of a run which executed nowhere. */
export const DEFAULT_EXECUTOR: ExecutorName = 'github-actions';

/** What we know of an executor without asking it. */
interface ExecutorRules {
  /**
   * Who vouches that a job belongs to the run that it names. `github`: the signature of Actions. `fly`: that of Fly, for the machine
   * that was made for the run. `nobody`: the result token must do, and that on a laptop only.
   */
  vouchedBy: 'github' | 'fly' | 'nobody';
  /** Each run has a machine of ours, of the size and with the variables that the mapping says; it is looked for, since it costs while it is there. */
  isSized?: true;
  /** The model can not be served by Bedrock there yet. */
  lacksBedrock?: true;
}

export const EXECUTOR_RULES: Readonly<Record<ExecutorName, ExecutorRules>> = {
  'github-actions': { vouchedBy: 'github' },
  'fly-machines': {
    vouchedBy: 'fly',
    isSized: true,
    lacksBedrock: true,
  },
  local: { vouchedBy: 'nobody' },
};
