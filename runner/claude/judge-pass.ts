import type { ProcessEnd } from '../run-process.ts';
import type { ClaudePass, ClaudeResult } from './claude.ts';
import type { ResultLine } from './cli-stream.ts';

/** Why a pass failed. `expired`: its AWS session came to its end. */
export interface PassFailure {
  kind: 'infrastructure' | 'substance' | 'expired';
  reason: string;
}

/** Judges by exit code and `is_error`: a refused credential, too, says `success` in `subtype`. */
export function passFailure(end: ProcessEnd, result: ResultLine | undefined): PassFailure | undefined {
  if (end.stoppedBy === 'abort') return infrastructure('Claude Code was stopped before it had ended.');
  if (end.stoppedBy === 'timeout') return infrastructure('Claude Code gave no sign of life and was stopped.');
  if (result === undefined) return infrastructure(`Claude Code ended without a result (${endWords(end)}).`);
  if (!result.is_error && end.code === 0) return undefined;
  return capFailure(result) ?? apiFailure(result) ?? infrastructure(`Claude Code failed: ${wordsOf(result)}`);
}

function endWords({ code, signal, output }: ProcessEnd): string {
  const how = signal === null ? `exit code ${code ?? 'none'}` : `signal ${signal}`;
  const last = output.trim().split('\n').at(-1) ?? '';
  return last === '' ? how : `${how}: ${last.slice(0, 300)}`;
}

function capFailure({ subtype, errors }: ResultLine): PassFailure | undefined {
  if (subtype === 'error_max_turns') return substance(`The cap on turns ended the work: ${errors.join(' ')}.`);
  if (subtype === 'error_max_budget_usd') return substance(`The budget of the run is used up: ${errors.join(' ')}.`);
  return undefined;
}

function apiFailure(result: ResultLine): PassFailure | undefined {
  const words = wordsOf(result);
  const status = result.api_error_status ?? undefined;
  if (/expired ?token|token .*expired/i.test(words))
    return { kind: 'expired', reason: `The AWS session expired: ${words}` };
  if (status === undefined)
    return /log ?in/i.test(words) ? substance(`No credential for the model: ${words}`) : undefined;
  if (status === 429 || status === 408 || status >= 500) return infrastructure(`The model could not answer: ${words}`);
  if (status === 401 || status === 403) return substance(`The model refused the credential (${status}): ${words}`);
  return substance(`The model refused the request (${status}): ${words}`);
}

function wordsOf(result: ResultLine): string {
  return (result.result || result.errors.join(' ') || result.subtype || 'no reason given').slice(0, 600);
}

function infrastructure(reason: string): PassFailure {
  return { kind: 'infrastructure', reason };
}

function substance(reason: string): PassFailure {
  return { kind: 'substance', reason };
}

/** The outcome of a pass that ended well; without the answer it was asked for it did not, and a repeat may help. */
export function passAnswer<Structured>(pass: ClaudePass<Structured>, result: ResultLine): ClaudeResult<Structured> {
  const done = { outcome: 'done', text: result.result, permissionDenials: result.permission_denials.length } as const;
  if (pass.answer === undefined) return { ...done, answer: undefined };
  const answer = pass.answer.safeParse(result.structured_output);
  if (answer.success) return { ...done, answer: answer.data };
  const reason = `The ${pass.name} pass ended without the answer in the form that was asked for.`;
  return { outcome: 'failed', kind: 'infrastructure', reason };
}
