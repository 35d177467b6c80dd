import { wordsOf } from './failure-row.ts';
import { RUN_FAILURES } from './run-failures.ts';

type RunFailureCode = keyof typeof RUN_FAILURES;

/** As `failureBy`, for our own verdicts on runs: who gives no others need not load the whole table. */
export function runFailure<Code extends RunFailureCode>(
  code: Code,
  detail = '',
): { kind: (typeof RUN_FAILURES)[Code]['kind']; code: Code; reason: string } {
  return { kind: RUN_FAILURES[code].kind, code, reason: wordsOf(RUN_FAILURES[code], detail) };
}
