import * as z from 'zod';
import { instant, SECOND_MS } from '../../domain/time.ts';

/** One call of the Machines API, and what came of it. https://docs.machines.dev */
export interface FlyAnswer {
  status: number;
  /** Undefined where it is no JSON. */
  body: unknown;
  /** Fly's words for a refusal, with the id by which its support finds the request. */
  said: string;
  /** Seconds, where it says when to come again. */
  retryAfter: number | undefined;
}

export interface FlyApiSettings {
  /** Without a trailing slash, such as `https://api.machines.dev/v1`. */
  apiUrl: string;
  app: string;
  token(options?: { isFresh: boolean }): Promise<string>;
  /** For each request. @default 15 s */
  timeoutMs?: number | undefined;
}

/** Asks by a path below the app's machines; undefined where there was no answer, or none that is whole. */
export type AskFly = (method: string, path: string, body?: object) => Promise<FlyAnswer | undefined>;

const Refusal = z.object({ error: z.string() });
const LONGEST = 300;

/** A machine and a list of them are some kB; nothing that we ask for is as large as this. */
const LARGEST = 4 * 1024 * 1024;

export function flyApi({ apiUrl, app, token, timeoutMs = 15 * SECOND_MS }: FlyApiSettings): AskFly {
  const send = async (method: string, path: string, body: object | undefined, secret: string) => {
    const response = await fetch(`${apiUrl}/apps/${encodeURIComponent(app)}/machines${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return read(response);
  };
  const orNothing = (sent: Promise<FlyAnswer>) => sent.catch(() => undefined);
  return async (method, path, body) => {
    const secret = await token();
    const answer = await orNothing(send(method, path, body, secret));
    if (answer?.status !== 401) return answer;
    // It may have been changed since it was read; a refused request had no effect.
    const renewed = await token({ isFresh: true });
    return renewed === secret ? answer : orNothing(send(method, path, body, renewed));
  };
}

async function read(response: Response): Promise<FlyAnswer> {
  const text = await response.text();
  const body = text.length > LARGEST ? undefined : parsed(text);
  const refusal = Refusal.safeParse(body);
  const id = response.headers.get('fly-request-id');
  const words = (refusal.success ? refusal.data.error : `HTTP ${response.status}`).slice(0, LONGEST);
  return {
    status: response.status,
    body,
    said: id === null ? words : `${words} (fly-request-id ${id.slice(0, 80)})`,
    retryAfter: secondsIn(response.headers.get('retry-after')),
  };
}

function secondsIn(header: string | null): number | undefined {
  const seconds = Number(header ?? '');
  return seconds > 0 && seconds <= 3600 ? seconds : undefined;
}

/** Fly takes one request a second of each kind: whoever does not say when to come again is asked after this. */
const PAUSE_SECONDS = 10;

export function retryAtOf({ retryAfter }: Pick<FlyAnswer, 'retryAfter'>, now: number): string {
  return instant(now + (retryAfter ?? PAUSE_SECONDS) * SECOND_MS);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
