/** An answer other than the one that was asked for, as a service sends it, or something that stands before it. */
export interface BrokenAnswer {
  /** Undefined: the service's own, for a request that took effect. */
  status?: number;
  headers?: Record<string, string>;
  /** Undefined: none, or with no status the service's own. */
  body?: string;
  /** The connection ends in the middle of the body. */
  isCut?: boolean;
}

/** What differs from service to service. */
export interface Vendor {
  /** The body that the service itself sends with an error of this status. */
  words(status: number): unknown;
  /** How it answers whom it takes for nobody, where it does so with success; undefined where it never does. */
  anonymous?: BrokenAnswer;
}

/** What a port's method makes of an answer; `value` is success. */
export type Outcome = 'value' | 'gone' | 'refused(ticket)' | 'refused(mapping)' | 'deferred';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };
const HTML_PAGE = '<!doctype html><html lang="en"><title>Log in</title><form action="/login"></form></html>';
/** With words of the service, in its own shape. */
const TOLD = [401, 403, 404, 410, 413, 422, 429, 500, 502, 503] as const;

/**
 * Every answer of the table answer to outcome, by name. `told 404` bears the service's own words; `cut 404`, `HTML 404` and `empty
 * 404` say nothing that could be believed.
 */
export function brokenAnswers({ words, anonymous }: Vendor) {
  const told = (status: number): BrokenAnswer => ({ status, headers: JSON_TYPE, body: JSON.stringify(words(status)) });
  return {
    'cut body': { isCut: true },
    'HTML page': { status: 200, headers: HTML_TYPE, body: HTML_PAGE },
    'HTML page that is called JSON': { status: 200, headers: JSON_TYPE, body: HTML_PAGE },
    'empty 200': { status: 200, headers: JSON_TYPE },
    ...(anonymous && { 'anonymous 200': anonymous }),
    'other shape': { status: 200, headers: JSON_TYPE, body: '{"unknown":["shape"]}' },
    redirect: { status: 302, headers: { location: '/login.html', ...HTML_TYPE }, body: HTML_PAGE },
    ...byName('told', told),
    'cut 404': { ...told(404), isCut: true },
    'HTML 404': { status: 404, headers: HTML_TYPE, body: HTML_PAGE },
    'empty 404': { status: 404 },
  } satisfies Record<string, BrokenAnswer>;
}

function byName<Prefix extends string>(prefix: Prefix, answer: (status: number) => BrokenAnswer) {
  const entries = TOLD.map((status) => [`${prefix} ${status}`, answer(status)]);
  return Object.fromEntries(entries) as Record<`${Prefix} ${(typeof TOLD)[number]}`, BrokenAnswer>;
}

export type AnswerName = keyof ReturnType<typeof brokenAnswers>;
