import { NotUnderstood } from '../../shared/github/answer-errors.ts';
import { API_VERSION, type WholeFetchSettings } from '../../shared/github/whole-fetch.ts';

const MOST_REDIRECTS = 3;

/**
 * A `fetch` for Octokit that answers where GitHub leads, and does not go there: a token is sent nowhere but to GitHub. As long as
 * GitHub leads to itself, as to a repository of another name, it is followed. What is no redirect is answered as it is.
 */
export function linkFetch({ timeoutMs, signal }: WholeFetchSettings): typeof fetch {
  return async (address, init) => {
    const inTime = AbortSignal.timeout(timeoutMs);
    const ends = signal === undefined ? inTime : AbortSignal.any([signal, inTime]);
    const headers = new Headers(init?.headers);
    headers.set('x-github-api-version', API_VERSION);
    const order: RequestInit = { ...init, headers, redirect: 'manual', signal: ends };
    return leading(new URL(String(address)), order, MOST_REDIRECTS);
  };
}

async function leading(from: URL, order: RequestInit, redirects: number): Promise<Response> {
  const answer = await fetch(from, order);
  const location = answer.headers.get('location');
  const next = location === null || !URL.canParse(location, from) ? undefined : new URL(location, from);
  if (answer.status >= 400) return answer;
  await answer.body?.cancel();
  if (next === undefined) throw new NotUnderstood('leads nowhere');
  if (next.origin !== from.origin) return new Response(null, { status: 302, headers: { location: next.href } });
  if (redirects === 0) throw new NotUnderstood('leads elsewhere');
  return leading(next, order, redirects - 1);
}
