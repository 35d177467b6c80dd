import type { ModelLimit, ReportedFailure } from '../../shared/contract/runner.ts';
import { FAILURES, type FailureCodeOf, reasonFor } from '../../shared/domain/failures/failures.ts';

/** What a stage may fail by. */
export type StageFailureCode = FailureCodeOf<'infrastructure' | 'substance'>;

/** Details of a failure: the limit of the model that was met, and `reason` where the words are known already. */
type StageFailureOptions = ErrorOptions & { limit?: ModelLimit | undefined; reason?: string };

/** A stage cannot go on, and why. The code decides its kind and its words; `detail` says which file, branch or words of others. */
export class StageFailure extends Error {
  readonly code: StageFailureCode;
  readonly kind: 'infrastructure' | 'substance';
  readonly limit: ModelLimit | undefined;
  constructor(code: StageFailureCode, detail = '', { limit, reason, ...options }: StageFailureOptions = {}) {
    super(reason ?? reasonFor(code, detail), options);
    this.name = 'StageFailure';
    this.code = code;
    this.kind = FAILURES[code].kind;
    this.limit = limit;
  }
}

/** A failure as one stage hands it on to the next; the reason is shown to people on the ticket. */
export interface FailureFacts {
  kind: StageFailure['kind'];
  code: StageFailureCode;
  reason: string;
  limit?: ModelLimit | undefined;
}

/** What is known of any error: one that is none of ours counts as infrastructure, since nobody decided it. */
export function failureOf(error: unknown): FailureFacts {
  if (!(error instanceof StageFailure)) {
    return failureOf(new StageFailure('runner_failed', error instanceof Error ? error.message : String(error)));
  }
  const { kind, code, message: reason, limit } = error;
  return { kind, code, reason, ...(limit === undefined ? {} : { limit }) };
}

/** The failure as it stands in the report of a run. */
export function reportedFailure({ kind, code, reason, limit }: FailureFacts): ReportedFailure {
  return {
    failureKind: kind,
    failureCode: code,
    failureReason: reason,
    ...(limit === undefined ? {} : { modelLimit: limit }),
  };
}
