import type { LocalClock } from '../clock.ts';

/**
 * One way in which a vendor fails. `operation` is the simulator's own name for what is asked (a GraphQL operation
 * name, an OpenAPI operation id, or for git `git/push` and `git/fetch`; `*` for all). `times` counts down (absent: until cleared); `untilAt` ends it in time.
 *
 * - `status`: answers that HTTP status with `body` and `headers`, without any effect.
 * - `timeout`: takes no effect and never answers.
 * - `lost_answer`: takes effect, then drops the connection.
 * - `delay`: takes effect and answers after `delayMs` of the laptop's clock.
 * - `rate_limited`: answers as the vendor does when a limit is exceeded.
 * - `broken_stream`: where an answer is a stream, drops the connection in the middle of it.
 */
export interface Fault {
  operation: string;
  kind: 'status' | 'timeout' | 'lost_answer' | 'delay' | 'rate_limited' | 'broken_stream';
  times?: number;
  untilAt?: number;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
}

export interface FaultBoard {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that applies to this operation now, counted down; undefined when it is served normally. */
  take(operation: string): Fault | undefined;
}

/** Holds the faults of one simulator; the first that matches applies. */
export function faultBoard(clock: Pick<LocalClock, 'now'>): FaultBoard {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push({ ...fault }),
    clear: () => {
      faults = [];
    },
    take(operation) {
      faults = faults.filter((f) => f.times !== 0 && (f.untilAt === undefined || f.untilAt > clock.now()));
      const hit = faults.find((f) => f.operation === operation || f.operation === '*');
      if (hit?.times !== undefined) hit.times -= 1;
      return hit;
    },
  };
}
