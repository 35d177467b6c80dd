import { runFailure } from './failures/run-failure.ts';
import type { Run, RunFailure } from './run.ts';

/** What GitHub says of a workflow run that is over, and what that means, for people. */
const CONCLUSIONS: Readonly<Record<string, string>> = {
  success: 'all its jobs succeeded',
  failure: 'a job failed',
  cancelled: 'somebody, or a newer run, stopped it',
  timed_out: 'a job took longer than it may',
  startup_failure: 'GitHub could not start it',
  action_required: 'somebody has to approve it on GitHub',
  skipped: 'none of its jobs ran',
  neutral: 'its jobs said neither success nor failure',
  stale: 'GitHub gave it up',
};

/** A conclusion that a later GitHub may have. */
const PLAIN = /^[a-z_]{1,40}$/;

/** Why a run failed whose execution is over although it did not report. `conclusion`: as the executor says, if it says one. */
export function executionEnd({ startedAt }: Pick<Run, 'startedAt'>, conclusion: string | undefined): RunFailure {
  return runFailure(startedAt === undefined ? 'ended_before_start' : 'workflow_run_ended', wordsOf(conclusion));
}

function wordsOf(conclusion = ''): string {
  if (Object.hasOwn(CONCLUSIONS, conclusion)) return `${conclusion} (${CONCLUSIONS[conclusion]})`;
  return PLAIN.test(conclusion) ? conclusion : '';
}
