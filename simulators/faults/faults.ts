import type { ServerResponse } from 'node:http';
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
 * - `cut_off`: takes effect, sends the headers and half of the body, then drops the connection.
 * - `page`: answers with a page for people, as what stands in front of a vendor does; without any effect. @default status 200
 * - `empty`: answers that status (@default 200) without a body, and without any effect.
 * - `redirect`: answers that status (@default 302) and a page that leads to `location`, without any effect.
 */
export interface Fault {
  operation: string;
  kind:
    | 'status'
    | 'timeout'
    | 'lost_answer'
    | 'delay'
    | 'rate_limited'
    | 'broken_stream'
    | 'cut_off'
    | 'page'
    | 'empty'
    | 'redirect';
  times?: number;
  untilAt?: number;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  location?: string;
}

/** An answer as it goes over the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
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

const PAGE = '<!doctype html><title>One moment</title><p>Please come back later.</p>';

/** The answer of a fault that is no vendor's own; undefined for all other faults. */
export function foreignAnswer({ kind, status, headers, location = '/sign-in' }: Fault): RawAnswer | undefined {
  const html = { 'content-type': 'text/html; charset=utf-8', ...headers };
  if (kind === 'page') return { status: status ?? 200, headers: html, body: PAGE };
  if (kind === 'redirect') return { status: status ?? 302, headers: { ...html, location }, body: PAGE };
  if (kind !== 'empty') return undefined;
  return { status: status ?? 200, headers: { 'content-type': 'application/json', ...headers }, body: '' };
}

/** Sends an answer, or its headers and half of its body only. */
export function sendAnswer(
  response: ServerResponse,
  { status, headers, body }: RawAnswer,
  fault: Pick<Fault, 'kind'> | undefined,
): void {
  const bytes = Buffer.from(body);
  if (fault?.kind !== 'cut_off') return void response.writeHead(status, headers).end(bytes);
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  response.flushHeaders();
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
