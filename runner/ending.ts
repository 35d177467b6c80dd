import { StageFailure } from './stage-failure.ts';

export interface Ending {
  /** Its reason is a `StageFailure`. */
  signal: AbortSignal;
  /** Ends the stage after so many milliseconds, unless it ended before. */
  limit(ms: number, reason: string): void;
}

/**
 * When the process must end: a signal from outside, a time limit, or an error that nobody caught. The stage then ends in order,
 * and reports.
 */
export function processEnding(): Ending {
  const controller = new AbortController();
  const end = (kind: StageFailure['kind'], reason: string) => controller.abort(new StageFailure(kind, reason));
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => end('substance', 'the run was cancelled, or its job came to its time limit'));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      // A promise that lost against the signal is no defect.
      if (!controller.signal.aborted) end('infrastructure', `the runner failed unexpectedly: ${String(error)}`);
    });
  }
  return {
    signal: controller.signal,
    limit(ms, reason) {
      setTimeout(() => end('infrastructure', reason), ms).unref();
    },
  };
}
