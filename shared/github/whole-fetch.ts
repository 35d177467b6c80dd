import { NotUnderstood, RepositoryMoved } from './answer-errors.ts';

export interface WholeFetchSettings {
  /** For one request and its whole answer. */
  timeoutMs: number;
  /** Ends every request. */
  signal?: AbortSignal;
}

type WholeFetch = (address: string | URL, init: RequestInit) => Promise<Response>;

const MOST_REDIRECTS = 3;
const REDIRECTS = [301, 302, 307, 308];
/** Of GitHub's REST API, which answers else as its newest version does. */
export const API_VERSION = '2022-11-28';
/** Answers that have no body. */
const BODILESS = [204, 205, 304];

/**
 * A `fetch` for Octokit, which would report an answer that breaks off as a success without data. The body is read whole before
 * anything is answered: a success that breaks off, or is no JSON, rejects. A failure that breaks off keeps its status and headers,
 * with an empty body. With `redirect: 'error'` a redirect of GitHub's rejects with `RepositoryMoved`; else the request is repeated
 * as it is, on the same host only: what `fetch` does by itself makes a GET of it. Every request names the version of the API.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export function wholeFetch({ timeoutMs, signal }: WholeFetchSettings): WholeFetch {
  return async (address, init) => {
    const inTime = AbortSignal.timeout(timeoutMs);
    const ends = signal === undefined ? inTime : AbortSignal.any([signal, inTime]);
    const follows = init.redirect !== 'error';
    const headers = new Headers(init.headers);
    headers.set('x-github-api-version', API_VERSION);
    const order: RequestInit = { ...init, headers, redirect: 'manual', signal: ends };
    return fetchWithin(new URL(address), order, follows ? MOST_REDIRECTS : undefined);
  };
}

/** `redirects`: how many are left to follow; undefined where none may be. */
async function fetchWithin(address: URL, init: RequestInit, redirects: number | undefined): Promise<Response> {
  const answer = await fetch(address, init);
  if (!REDIRECTS.includes(answer.status)) return whole(answer);
  if (redirects === 0 || !isGitHubs(await textOf(answer))) throw new NotUnderstood('leads elsewhere');
  if (redirects === undefined) throw new RepositoryMoved(numberIn(answer));
  return fetchWithin(nextAddress(address, answer), init, redirects - 1);
}

/** GitHub leads on by the number of the repository: `/repositories/{id}/…`. */
function numberIn({ headers }: Response): string | undefined {
  return /\/repositories\/([0-9]+)(?:\/|$)/.exec(headers.get('location') ?? '')?.[1];
}

/** A credential is sent nowhere but to the host it was meant for. */
function nextAddress(from: URL, { headers }: Response): URL {
  const location = headers.get('location') ?? '';
  const next = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (location === '' || next?.origin !== from.origin) throw new NotUnderstood('leads elsewhere');
  return next;
}

async function whole(answer: Response): Promise<Response> {
  const { status, headers } = answer;
  const text = await textOf(answer);
  if (BODILESS.includes(status)) return new Response(null, { status, headers });
  // What is accepted to be done later need not say more.
  const isEmptyByRight = status === 202 && text === '';
  if (answer.ok && !isEmptyByRight && parsed(text) === undefined) throw new NotUnderstood('is no JSON');
  return new Response(text, { status, headers });
}

async function textOf(answer: Response): Promise<string> {
  try {
    return await answer.text();
  } catch (error) {
    if (answer.status >= 400) return '';
    throw error;
  }
}

/** GitHub sends words with a redirect; what stands in front of it sends a page or nothing. */
function isGitHubs(text: string): boolean {
  const body = parsed(text);
  return typeof body === 'object' && body !== null && 'message' in body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
