import { DISPATCH_FAILURES } from './dispatch-failures.ts';
import { type FailureKind, type FailureRow, wordsOf } from './failure-row.ts';
import { GITHUB_FAILURES } from './github-failures.ts';
import { MODEL_FAILURES } from './model-failures.ts';
import { REPOSITORY_FAILURES } from './repository-failures.ts';
import { RUN_FAILURES } from './run-failures.ts';

/** Everything by which a run fails, by its code: one row each. A code that was released keeps its meaning. */
export const FAILURES = {
  ...RUN_FAILURES,
  ...MODEL_FAILURES,
  ...REPOSITORY_FAILURES,
  ...GITHUB_FAILURES,
  ...DISPATCH_FAILURES,
};
export type FailureCode = keyof typeof FAILURES;
/** The codes of one kind of failure. */
export type FailureCodeOf<Kind extends FailureKind> = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['kind'] extends Kind ? Code : never;
}[FailureCode];

/** The row of a code; undefined for one of a newer or older version, or none. */
export function failureRow(code: string | undefined): FailureRow | undefined {
  return code !== undefined && Object.hasOwn(FAILURES, code) ? FAILURES[code as FailureCode] : undefined;
}

/** The failure of this code; `detail` says which file, branch or words of others it is about. */
export function failureBy<Code extends FailureCode>(
  code: Code,
  detail = '',
): { kind: (typeof FAILURES)[Code]['kind']; code: Code; reason: string } {
  return { kind: FAILURES[code].kind, code, reason: reasonFor(code, detail) };
}

/** What people read: the sentence of the code, and the detail after a colon. */
export function reasonFor(code: FailureCode, detail = ''): string {
  return wordsOf(FAILURES[code], detail);
}

/** As `reasonFor`, with what to do about it: for where a code alone would say too little. */
export function adviceFor(code: FailureCode, detail = ''): string {
  return `${reasonFor(code, detail).replace(/\.?$/, '.')} ${FAILURES[code].remedy}`;
}
