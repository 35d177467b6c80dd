import type { LocalClock } from '../clock.ts';

/** One request, as the server saw it. `operation` is its name in Jira's OpenAPI document. */
interface RequestSeen {
  at: string;
  operation: string;
  /** The HTTP status answered; 0 when the connection was dropped or left without an answer. */
  status: number;
}

interface RequestCounts {
  /** Since the start. */
  total: number;
  sinceReset: number;
  /** Since the last reset, by operation. */
  byOperation: Record<string, number>;
}

export interface JiraRequestLog {
  note(operation: string): RequestSeen;
  counts(): RequestCounts;
  /** Requests since the last reset, oldest first. */
  requests(): RequestSeen[];
  resetCounts(): void;
}

const KEPT_REQUESTS = 5000;

export function requestLog(clock: Pick<LocalClock, 'now'>): JiraRequestLog {
  let total = 0;
  let requests: RequestSeen[] = [];
  return {
    note(operation) {
      const entry = { at: new Date(clock.now()).toISOString(), operation, status: 0 };
      total += 1;
      requests.push(entry);
      if (requests.length > KEPT_REQUESTS) requests.shift();
      return entry;
    },
    requests: () => structuredClone(requests),
    resetCounts() {
      requests = [];
    },
    counts() {
      const byOperation: Record<string, number> = {};
      for (const { operation } of requests) byOperation[operation] = (byOperation[operation] ?? 0) + 1;
      return { total, sinceReset: requests.length, byOperation };
    },
  };
}
