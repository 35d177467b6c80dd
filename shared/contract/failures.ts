import type { FailureKind } from '../domain/failures/failure-row.ts';
import { FAILURES, type FailureCode, failureRow } from '../domain/failures/failures.ts';

/** One row of the table of failures, for whoever shows it. */
export interface FailureEntry {
  code: FailureCode;
  kind: FailureKind;
  /** What happened; a whole sentence. */
  sentence: string;
  /** What to do; whole sentences. */
  remedy: string;
}

/** Every failure, in the order of the table. */
export function failureEntries(): FailureEntry[] {
  return Object.entries(FAILURES).map(([code, { kind, sentence, remedy }]) => ({
    code: code as FailureCode,
    kind,
    sentence: `${sentence}.`,
    remedy,
  }));
}

/** What to do about a failure; undefined where its code is not one of ours. */
export function remedyOf(code: string | undefined): string | undefined {
  return failureRow(code)?.remedy;
}
