import type { ReportedFailure, RunContext, RunReport } from '../../shared/contract/runner.ts';
import { presentable } from '../../shared/domain/untrusted-text.ts';
import type { Redact } from '../process/redact.ts';
import { failureOf, reportedFailure } from '../stages/stage-failure.ts';
import type { Orchestrator } from './orchestrator.ts';
import type { Reporter } from './reporter.ts';

export interface ReportedDeps {
  orchestrator: Pick<Orchestrator, 'report'>;
  reporter: Pick<Reporter, 'close'> & { settled(limitMs: number): Promise<void> };
  redact: Redact;
  log(text: string): void;
  /** Fires when the stage must end: a signal, its deadline, or an error that nobody caught. */
  signal: AbortSignal;
}

/** What is known already when a stage fails: an open pull request belongs into the report of a failure too. */
export type PartialReport = Partial<Omit<RunReport, 'phase' | 'outcome' | 'comments' | keyof ReportedFailure>>;

const LONGEST_REASON = 2000;
/** Lines of progress come before the report, since afterwards nobody takes them. */
const SETTLE_MS = 5000;
/** What work that was told to end has for its last words, such as what a pass of the model cost. */
const LAST_WORDS_MS = 2000;

/**
 * Does the work of a stage that holds the session key, and reports its result whatever happens. `work` is given up two seconds after
 * the signal fires: GitHub kills a cancelled job after ten. What `work` writes to `partial` stands in the report of a failure.
 * Undefined: the run goes on in another stage, so there is nothing to report yet. Returns false when the run failed.
 */
export async function reported(
  deps: ReportedDeps,
  context: Pick<RunContext, 'phase'>,
  work: (partial: PartialReport) => Promise<RunReport | undefined>,
): Promise<boolean> {
  const partial: PartialReport = {};
  let report: RunReport | undefined;
  try {
    report = await Promise.race([work(partial), longAfterAbort(deps.signal)]);
  } catch (error) {
    deps.log(deps.redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    const failure = reportedFailure(failureOf(deps.signal.aborted ? deps.signal.reason : error));
    report = { ...partial, phase: context.phase, outcome: 'failure', comments: [], ...failure };
  }
  deps.reporter.close();
  const haste = deps.signal.aborted ? 'hasty' : undefined;
  await deps.reporter.settled(haste ? 0 : SETTLE_MS);
  if (report === undefined) return true;
  await deps.orchestrator.report(withReadableReason(report, deps.redact), haste);
  return report.outcome === 'success';
}

/** The reason stands on the ticket, and part of it may come from the repository or the model. */
function withReadableReason(report: RunReport, redact: Redact): RunReport {
  if (report.failureReason === undefined) return report;
  return { ...report, failureReason: presentable(report.failureReason, { redact, length: LONGEST_REASON }) };
}

/** Rejects when the signal fired a while ago. */
function longAfterAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => void setTimeout(() => reject(signal.reason), LAST_WORDS_MS);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
