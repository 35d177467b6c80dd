export interface Answer {
  status: number;
  /** Undefined: no content. */
  body?: unknown;
  /** Plain text instead of a body of JSON. */
  text?: string;
  headers?: Record<string, string>;
}

/** Thrown where a request is served: what Jira answers instead, in its own shape. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(status: number, messages: string[], errors: Record<string, string> = {}) {
    super(`${status}: ${[...messages, ...Object.values(errors)].join('; ')}`);
    this.name = 'Refusal';
    this.answer = { status, body: { errorMessages: messages, errors } };
  }
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, [message]);
}

export function noIssue(): Refusal {
  return new Refusal(404, ['Issue does not exist or you do not have permission to see it.']);
}

/** The request may be right, but this simulator does not serve it; better an error than a wrong answer. */
export function notSimulated(what: string): Refusal {
  return new Refusal(501, [`the simulator does not serve ${what}`]);
}

export function unauthenticated(): Answer {
  return { status: 401, text: 'Client must be authenticated to access this resource.' };
}

/** The gateway's answer to a token that has not the scope for what is asked. */
export function outOfScope(): Answer {
  return { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } };
}

/** `reason` as Jira names it, for example `jira-per-issue-on-write`. */
export function rateLimited(retryAfterS: number, reason: string): Answer {
  return {
    status: 429,
    body: { errorMessages: ['Rate limit exceeded.'], errors: {} },
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterS))), 'RateLimit-Reason': reason },
  };
}
