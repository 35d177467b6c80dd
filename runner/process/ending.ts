import { StageFailure, type StageFailureCode } from '../stages/stage-failure.ts';

export interface Ending {
  /** Its reason is a `StageFailure`. */
  signal: AbortSignal;
  /** Ends the stage after so many milliseconds with this failure, unless it ended before. */
  limit(ms: number, code: StageFailureCode): void;
  /** Milliseconds until the nearest limit. */
  leftMs(): number;
}

/**
 * When the process must end: a signal from outside, a time limit, or an error that nobody caught. The stage then ends in order,
 * and reports.
 */
export function processEnding(): Ending {
  const controller = new AbortController();
  const end = (code: StageFailureCode, detail = '') => controller.abort(new StageFailure(code, detail));
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => end('run_cancelled'));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      // A promise that lost against the signal is no defect.
      if (!controller.signal.aborted) end('runner_failed', String(error));
    });
  }
  let endsAt = Number.POSITIVE_INFINITY;
  return {
    signal: controller.signal,
    limit(ms, code) {
      endsAt = Math.min(endsAt, Date.now() + ms);
      setTimeout(() => end(code), ms).unref();
    },
    leftMs: () => endsAt - Date.now(),
  };
}
