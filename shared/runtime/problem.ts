import { AppError, ERROR_STATUS, ServiceUnavailable } from '../domain/errors.ts';
import { log } from './log.ts';

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Where the other system named no moment. */
const RETRY_MS = 5000;
const PROBLEM_TYPE = 'application/problem+json';

export function jsonAnswer(statusCode: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * RFC 9457: an `AppError` tells its stable code and a sentence, with `extra` members where there are any; whatever else was thrown is a 500 without
 * detail, and a log line that carries the request id.
 */
export function problemAnswer(error: unknown, requestId: string, extra: Record<string, unknown> = {}): HttpAnswer {
  if (error instanceof AppError) {
    const status = ERROR_STATUS[error.code];
    return problem(status, {
      code: error.code,
      title: error.code.replaceAll('_', ' '),
      detail: error.detail,
      ...extra,
    });
  }
  if (error instanceof ServiceUnavailable) return outage(error);
  log.error('request failed', {
    requestId,
    error: error instanceof Error ? error : new Error('no error was thrown'),
  });
  return problem(500, { code: 'internal_error', title: 'internal error', requestId });
}

/** What needs another system now that cannot answer: `github_unavailable` and its like, with the time to come back. */
function outage({ service, message, retryAt }: ServiceUnavailable): HttpAnswer {
  const code = `${service.replaceAll('-', '_')}_unavailable`;
  const answer = problem(503, { code, title: code.replaceAll('_', ' '), detail: message });
  const waitMs = retryAt === undefined ? RETRY_MS : Math.max(1000, Date.parse(retryAt) - Date.now());
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(waitMs / 1000)) } };
}

function problem(status: number, members: Record<string, unknown>): HttpAnswer {
  const answer = jsonAnswer(status, { type: 'about:blank', status, ...members });
  return { ...answer, headers: { ...answer.headers, 'content-type': PROBLEM_TYPE } };
}
