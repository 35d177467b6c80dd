import type { Progress, StepProgress } from '../../shared/contract/runner.ts';
import { shortened } from '../../shared/domain/shortened.ts';
import { instant, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Redact } from '../process/redact.ts';

/** Tells us how the run fares, step by step; a report that does not get through never stops the work. */
export interface Reporter {
  /**
   * Reports that a step runs, does it, and reports how it ended. What `work` throws is reported and thrown on. `message` is short
   * and for people: no secret, no ticket text.
   */
  step<T>(step: { stepId: string; name: string }, work: () => Promise<T>, message?: (result: T) => string): Promise<T>;
  /** Reports a step that was left out, and why. */
  skip(step: { stepId: string; name: string }, message: string): Promise<void>;
  /** Ends the heartbeat. */
  close(): void;
}

export interface ReporterSettings {
  send(line: Progress): Promise<void>;
  redact: Redact;
  /** Where people see the steps besides: the log of the job. */
  log(text: string): void;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** Reports that wait for their turn; what comes on top is dropped, so that an outage costs no memory. */
const LONGEST_QUEUE = 200;
const HEARTBEAT_MS = MINUTE_MS;
const LONGEST_MESSAGE = 1000;

/**
 * Sends lines one after the other, in order and beside the work. `settled` waits until all are sent or lost, at most
 * `limitMs`.
 */
export function createReporter(settings: ReporterSettings): Reporter & { settled(limitMs: number): Promise<void> } {
  const { send, now = Date.now } = settings;
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  const enqueue = (line: Progress) => {
    if (waiting >= LONGEST_QUEUE) return;
    waiting += 1;
    last = last
      .then(() => send(line))
      .catch((error: unknown) => settings.log(settings.redact(`progress was lost: ${String(error)}`)))
      .finally(() => {
        waiting -= 1;
      });
  };
  const tell = (step: Omit<StepProgress, 'type'>) => {
    const message = step.message && shortened(settings.redact(step.message), LONGEST_MESSAGE);
    settings.log(`${step.name}: ${step.status}${message ? ` (${message})` : ''}`);
    enqueue({ type: 'step', ...step, ...(message ? { message } : {}) });
  };
  const heartbeat = setInterval(() => enqueue({ type: 'heartbeat' }), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    async step(step, work, message) {
      const startedAt = instant(now());
      const end = (status: 'succeeded' | 'failed', text?: string) =>
        tell({ ...step, status, startedAt, endedAt: instant(now()), ...(text ? { message: text } : {}) });
      tell({ ...step, status: 'running', startedAt });
      try {
        const result = await work();
        end('succeeded', message?.(result));
        return result;
      } catch (error) {
        end('failed', error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
    async skip(step, message) {
      const at = instant(now());
      tell({ ...step, status: 'skipped', startedAt: at, endedAt: at, message });
    },
    close: () => clearInterval(heartbeat),
    async settled(limitMs) {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([last, limit]);
      clearTimeout(timer);
    },
  };
}
