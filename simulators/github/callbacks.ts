import { OIDC_HEADER, SESSION_KEY_HEADER } from '../../shared/contract/runner.ts';
import type { LocalClock } from '../clock.ts';
import { type Stage, Stopped } from './stage.ts';

export interface Callback {
  path: '/runner/start' | '/runner/progress' | '/runner/result';
  token: string;
  sessionKey?: string;
  /** Asked for anew with each try. */
  oidcToken?: () => Promise<string | undefined>;
  body: unknown;
}

export interface CallbackAnswer {
  /** 0 when no try got an answer. */
  status: number;
  body: unknown;
}

/** A callback that was not answered 2xx: for tests, and for whoever looks into a simulated run. */
export interface CallbackProblem {
  workflowRunId: number;
  path: string;
  status: number;
  body: unknown;
}

/** Waits between the tries of one callback; milliseconds of the clock. */
const WAITS_MS = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000];
/** Real time, since a server that hangs does not move the clock. */
const TIMEOUT_MS = 30_000;

/** Calls our API as a runner does: repeats what got no answer or a 5xx, with growing waits, at most eight tries. */
export async function callBack(
  callback: Callback,
  on: { baseUrl: string; clock: Pick<LocalClock, 'now'>; stage: Stage; signal: AbortSignal },
): Promise<CallbackAnswer> {
  let answer = await post(callback, on.baseUrl, on.signal);
  for (const wait of WAITS_MS) {
    if (answer.status > 0 && answer.status < 500) return answer;
    await on.stage.until(on.clock.now() + wait, on.signal);
    answer = await post(callback, on.baseUrl, on.signal);
  }
  return answer;
}

async function post(
  { path, token, sessionKey, oidcToken, body }: Callback,
  baseUrl: string,
  signal: AbortSignal,
): Promise<CallbackAnswer> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  if (sessionKey !== undefined) headers[SESSION_KEY_HEADER] = sessionKey;
  try {
    const identity = await oidcToken?.();
    if (identity !== undefined) headers[OIDC_HEADER] = identity;
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch {
    if (signal.aborted) throw new Stopped();
    return { status: 0, body: undefined };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
