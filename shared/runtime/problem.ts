import { AppError, ERROR_STATUS } from '../domain/errors.ts';
import { log } from './log.ts';

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

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
  log.error('request failed', {
    requestId,
    error: error instanceof Error ? error : new Error('not an error was thrown'),
  });
  return problem(500, { code: 'internal_error', title: 'internal error', requestId });
}

function problem(status: number, members: Record<string, unknown>): HttpAnswer {
  const answer = jsonAnswer(status, { type: 'about:blank', status, ...members });
  return { ...answer, headers: { ...answer.headers, 'content-type': PROBLEM_TYPE } };
}
