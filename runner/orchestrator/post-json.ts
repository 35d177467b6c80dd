import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { StageFailure } from '../stages/stage-failure.ts';

/** How often and how long one call is tried. */
export interface Patience {
  /** Milliseconds before the second try, the third …; one try more than there are waits. */
  waitsMs: readonly number[];
  /** For each try. */
  timeoutMs: number;
}

/** For calls on which the run depends: three minutes in all before it is given up. */
export const PATIENT: Patience = {
  waitsMs: [1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * SECOND_MS),
  timeoutMs: 30 * SECOND_MS,
};
/** For what may be lost, or must be over soon. */
export const HASTY: Patience = { waitsMs: [500], timeoutMs: 3 * SECOND_MS };

export interface JsonAnswer {
  status: number;
  body: unknown;
}

/** No try got an answer that decides anything. */
class NoAnswer extends StageFailure {
  constructor(address: string, last: string) {
    super('orchestrator_unreachable', `${new URL(address).host} (${last})`);
    this.name = 'NoAnswer';
  }
}

/**
 * Posts JSON and returns whatever decides: any status but redirects, 429 and 5xx, and no success that breaks off or is no JSON: each
 * call may be repeated. `headers` is asked before each try, so that
 * short-lived tokens are fresh. Throws `NoAnswer` when patience is over, and the signal's reason when it fires.
 */
export async function postJson(
  address: string,
  call: { headers: () => Promise<Record<string, string>>; body: unknown; patience: Patience; signal?: AbortSignal },
): Promise<JsonAnswer> {
  const { waitsMs, timeoutMs } = call.patience;
  let last = '';
  for (const waitMs of [...waitsMs, undefined]) {
    try {
      const answer = await post(address, { ...call, timeoutMs });
      if (isDecisive(answer)) return answer;
      last = `HTTP ${answer.status}${answer.status < 300 ? ' without JSON' : ''}`;
    } catch (error) {
      call.signal?.throwIfAborted();
      last = causeOf(error);
    }
    if (waitMs !== undefined) await sleep(waitMs, undefined, call.signal ? { signal: call.signal } : {});
  }
  throw new NoAnswer(address, last);
}

function isDecisive({ status, body }: JsonAnswer): boolean {
  if (status < 300) return body !== undefined;
  return status >= 400 && status !== 429 && status < 500;
}

async function post(
  address: string,
  call: { headers: () => Promise<Record<string, string>>; body: unknown; timeoutMs: number; signal?: AbortSignal },
): Promise<JsonAnswer> {
  const inTime = AbortSignal.timeout(call.timeoutMs);
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await call.headers()) },
    body: JSON.stringify(call.body),
    // A redirect would make a GET of it.
    redirect: 'manual',
    signal: call.signal ? AbortSignal.any([call.signal, inTime]) : inTime,
  });
  return { status: response.status, body: parsed(await response.text()) };
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
