import type { LocalClock } from '../clock.ts';

/** Thrown within a script that was stopped: its workflow run was cancelled, or the simulator closes. */
export class Stopped extends Error {}

/**
 * Where asynchronous scripts play on the laptop's clock: counts those that act, as opposed to those that wait for a
 * moment, so that a host in virtual time knows when it may move the clock.
 */
export interface Stage {
  /** Runs a script in the background; being stopped is a normal end, any other error is kept in `failures`. */
  play(script: () => Promise<void>): void;
  /** Waits for a moment of the clock; throws `Stopped` when the signal is aborted meanwhile. */
  until(dueAt: number, signal: AbortSignal): Promise<void>;
  /** Whether a script acts now. */
  isBusy(): boolean;
  failures: unknown[];
}

export function stage(clock: Pick<LocalClock, 'at'>): Stage {
  let acting = 0;
  const failures: unknown[] = [];
  return {
    failures,
    isBusy: () => acting > 0,
    play(script) {
      acting += 1;
      script()
        .catch((error: unknown) => {
          if (!(error instanceof Stopped)) failures.push(error);
        })
        .finally(() => {
          acting -= 1;
        });
    },
    until(dueAt, signal) {
      acting -= 1;
      return new Promise((resolve, reject) => {
        const stop = () => {
          cancel();
          acting += 1;
          reject(new Stopped());
        };
        const cancel = clock.at(dueAt, () => {
          signal.removeEventListener('abort', stop);
          acting += 1;
          resolve();
        });
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      });
    },
  };
}
