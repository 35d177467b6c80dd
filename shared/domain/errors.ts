import type { DispatchFailureCode } from './failures/dispatch-failures.ts';

/** Stable error codes and the HTTP status each of them becomes. */
export const ERROR_STATUS = {
  invalid_body: 400,
  invalid_phase: 400,
  invalid_outcome: 400,
  invalid_comments: 400,
  missing_pr_url: 400,
  invalid_pr_url: 400,
  phase_mismatch: 400,
  missing_bearer: 401,
  malformed: 401,
  bad_signature: 401,
  expired: 401,
  wrong_audience: 401,
  missing_session_key: 401,
  wrong_session_key: 401,
  missing_oidc: 401,
  oidc_invalid: 401,
  wrong_access_code: 401,
  sign_in_required: 401,
  token_refused: 401,
  wrong_origin: 403,
  role_too_low: 403,
  person_required: 403,
  oidc_refused: 403,
  executor_refused: 403,
  runner_shared: 403,
  not_found: 404,
  unknown_run: 404,
  method_not_allowed: 405,
  run_taken: 409,
  run_over: 409,
  conflicting_report: 409,
  conflicting_change: 409,
  mapping_in_use: 409,
  ambiguous_mapping: 409,
  executor_unavailable: 409,
  access_code_weak: 409,
  tracker_missing: 409,
  scope_refused: 409,
  run_live: 409,
  app_not_installed: 409,
  missing_permission: 409,
  github_refused: 409,
  app_suspended: 409,
  repository_archived: 409,
  repository_moved: 409,
  repository_missing: 409,
  branch_missing: 409,
  commit_missing: 409,
  pull_request_missing: 409,
  workflow_run_missing: 409,
  actions_disabled: 409,
  sync_branch_taken: 409,
  not_parked: 409,
  nothing_to_retry: 409,
  nothing_to_approve: 409,
  nothing_to_cancel: 409,
  nothing_to_raise: 409,
  nothing_stopped: 409,
  plan_changed: 409,
  plan_outdated: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  tracker_unavailable: 424,
  tracker_refused: 424,
  too_many_attempts: 429,
  not_audited: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** An expected refusal. `detail` is shown to the caller and says what to do; it holds no secret and no ticket text. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  constructor(code: ErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }
}

/** Why an outside system cannot answer: a credential that it does not take is mended by an admin, then all goes on. */
export type Unavailability = 'outage' | 'rate_limited' | 'credential_refused';

/**
 * An outside system that cannot answer now: an outage, a time-out, a rate limit, a refused credential, or an answer that
 * was not understood. What was asked is deferred, never given up. `retryAt` where it named a moment.
 */
export class ServiceUnavailable extends Error {
  readonly service: string;
  readonly reason: Unavailability;
  readonly retryAt: string | undefined;
  constructor(service: string, reason: Unavailability, message: string, retryAt?: string) {
    super(`${service}: ${message}`);
    this.name = 'ServiceUnavailable';
    this.service = service;
    this.reason = reason;
    this.retryAt = retryAt;
  }
}

/**
 * An outside system that understood what was asked and will not do it; asking again as it is does not help. `reason` is in
 * our words, for people: it quotes nothing of what was asked.
 */
export class ServiceRefusal extends Error {
  readonly service: string;
  readonly reason: string;
  constructor(service: string, operation: string, reason: string) {
    super(`${service}: ${operation} was refused (${reason})`);
    this.name = 'ServiceRefusal';
    this.service = service;
    this.reason = reason;
  }
}

/**
 * A repository, or our access to it, takes nothing any more until a person mends it: no outage, so asking again does not help.
 * The message is for people.
 */
export class RepositoryRefusal extends Error {
  readonly code: DispatchFailureCode;
  constructor(code: DispatchFailureCode, message: string) {
    super(message);
    this.name = 'RepositoryRefusal';
    this.code = code;
  }
}

/** A secret of the deployment that nobody stored. The message names it, and how to store it. */
export class MissingSecret extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingSecret';
  }
}
