import type { StageFailureCode } from '../stages/stage-failure.ts';
import type { ResultLine } from './cli-stream.ts';

/** What Claude Code says about the end of a pass that failed, and what came before. */
interface PassEnd {
  result: ResultLine;
  /** Its own name for the error, from the last message of the stream: as in `authentication_failed`. */
  error: string | undefined;
  isBedrock: boolean;
  /** Whether a request was refused by a limit that lasts too long for Claude Code to wait for. */
  isLimitLong: boolean;
}

interface Ending {
  code: StageFailureCode;
  is(end: PassEnd): boolean;
}

/**
 * How a pass of Claude Code ends when it does not end well: the first row that fits counts. Each was seen with the real CLI
 * (`test/contracts/claude-endings.ts`). Words are the last resort, for what has neither status nor name.
 */
export const ENDINGS: readonly Ending[] = [
  { code: 'turns_used_up', is: ({ result }) => result.subtype === 'error_max_turns' },
  { code: 'budget_used_up', is: ({ result }) => result.subtype === 'error_max_budget_usd' },
  { code: 'answer_missing', is: ({ result }) => result.subtype === 'error_max_structured_output_retries' },
  { code: 'claude_stopped', is: ({ result }) => /^aborted_/.test(result.terminal_reason) },
  {
    code: 'model_refused',
    is: ({ result }) => result.stop_reason === 'refusal' || says(result, /can't help with this/),
  },
  { code: 'prompt_too_long', is: isPromptTooLong },
  { code: 'context_window_full', is: ({ result }) => says(result, /reached its context window limit/) },
  {
    code: 'output_limit_reached',
    is: ({ result }) => result.api_error === 'max_output_tokens' || says(result, /output token maximum/),
  },
  {
    code: 'model_credential_missing',
    is: ({ result }) => hasNoStatus(result) && says(result, /not logged in|\/login/i),
  },
  {
    code: 'model_billing',
    is: ({ error, result }) => error === 'billing_error' || says(result, /credit balance is too/i),
  },
  { code: 'model_quota', is: isQuota },
  { code: 'model_rate_limited', is: ({ result }) => result.api_error_status === 429 },
  { code: 'model_not_found', is: isModelNotFound },
  { code: 'aws_session_refused', is: (end) => end.isBedrock && isCredentialRefused(end) },
  { code: 'model_credential_refused', is: isCredentialRefused },
  { code: 'model_overloaded', is: isOverloaded },
  { code: 'model_unreachable', is: ({ result }) => result.api_error === 'connection_failed' },
  { code: 'model_request_refused', is: ({ result }) => !hasNoStatus(result) },
];

/** When the account's own limit on spending is lifted again, in the words of the API; undefined where it is not that. */
export function spendingLimitReset(words: string): string | undefined {
  const [, day, time] =
    /API usage limits\. You will regain access on (\d{4}-\d\d-\d\d) at (\d\d:\d\d) UTC/.exec(words) ?? [];
  return day === undefined ? undefined : `${day}T${time}:00.000Z`;
}

/** What Claude Code says, bounded for people. */
export function wordsOf(result: ResultLine): string {
  return (result.result || result.errors.join(' ') || result.subtype || 'no reason given').slice(0, 600);
}

function says(result: ResultLine, words: RegExp): boolean {
  return words.test(wordsOf(result));
}

function hasNoStatus({ api_error_status }: ResultLine): boolean {
  return api_error_status === undefined || api_error_status === null;
}

function isPromptTooLong({ result }: PassEnd): boolean {
  return ['prompt_too_long', 'blocking_limit'].includes(result.terminal_reason) || result.api_error_status === 413;
}

/** Claude Code names the limits of subscriptions; what it refused to wait for is a limit as well, and so is a limit per day. */
function isQuota({ result, isLimitLong }: PassEnd): boolean {
  if (result.api_error === 'usage_limit_reached' || spendingLimitReset(wordsOf(result)) !== undefined) return true;
  return result.api_error_status === 429 && (isLimitLong || says(result, /per day/));
}

function isModelNotFound({ error, result }: PassEnd): boolean {
  return error === 'model_not_found' || result.api_error_status === 404;
}

/** Bedrock's words for it come with a 403, as those of an OAuth token that expired come with a 401. */
function isCredentialRefused({ error, result }: PassEnd): boolean {
  const { api_error_status: status, api_error: name } = result;
  if (status === 401 || status === 403 || error === 'authentication_failed') return true;
  return name === 'provider_credentials' || name === 'org_disabled_credential';
}

function isOverloaded({ error, result }: PassEnd): boolean {
  const status = result.api_error_status ?? 0;
  if (status === 408 || status >= 500) return true;
  return status === 0 && error === 'server_error' && result.api_error !== 'connection_failed';
}
