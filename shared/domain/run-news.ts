import type { NewPlan } from './absorb-plan.ts';
import { runFailure } from './failures/run-failure.ts';
import { isLive, type ModelLimit, type Run, type RunFailure } from './run.ts';
import type { Instant } from './time.ts';

/** What happened to one run of a ticket, and what is needed to take it in. */
export interface RunNews {
  run: Run;
  report?:
    | {
        isSuccess: boolean;
        prUrl?: string | undefined;
        isDraft?: boolean | undefined;
        openFindings?: number | undefined;
        notes?: readonly string[] | undefined;
        failureKind?: RunFailure['kind'] | undefined;
        failureCode?: string | undefined;
        failureReason?: string | undefined;
        modelLimit?: ModelLimit | undefined;
      }
    | undefined;
  /** With the report of a planning run that succeeded: what it planned. */
  plan?: NewPlan | undefined;
  now: Instant;
  /** A fresh id for the run that may follow. */
  nextRunId: string;
  commentId: (key: string) => string;
  /** What to do about a failure of this code. @default nothing is known */
  remedyOf?: (code: string | undefined) => string | undefined;
  version: string;
  adminUrl: string;
}

/** A stored report beats every verdict, also one that was given just before it came. */
export function asReported({ run, report }: Pick<RunNews, 'run' | 'report'>): Run {
  if (report === undefined || isLive(run.status)) return run;
  const prUrl = report.prUrl ?? run.prUrl;
  if (report.isSuccess) return { ...run, prUrl, status: 'succeeded', failure: undefined };
  return { ...run, prUrl, failure: failureOf(report) };
}

/** The failure that a report of failure tells. */
export function failureOf(report: Omit<NonNullable<RunNews['report']>, 'isSuccess'>): RunFailure {
  const { failureKind: kind = 'substance', failureCode: code, failureReason: reason, modelLimit } = report;
  if (reason === undefined) return { ...runFailure('no_reason_given'), kind };
  return { kind, reason, ...(code === undefined ? {} : { code }), ...(modelLimit === undefined ? {} : { modelLimit }) };
}
