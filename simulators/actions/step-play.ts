import type { Scope } from './expressions.ts';
import type { JobPlay } from './job-play.ts';
import type { StepLog } from './step-log.ts';

/** What one step is played with. */
export interface StepPlay {
  here: JobPlay;
  scope: Scope;
  log: StepLog;
  /** The whole environment of its processes. */
  env: Record<string, string>;
  /** The part of it that the file states, which the log shows. */
  ownEnv: Record<string, string>;
  /** Aborted when the step is to end before its time. */
  stop: AbortSignal;
}
