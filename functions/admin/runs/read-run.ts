import type { RunDetail } from '../../../shared/contract/run-views.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { Usage } from '../../../shared/domain/run.ts';
import type { StoredReport } from '../../../shared/ports/run-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentRun } from './present-run.ts';

/** One run with its steps, its report, links and cost. */
export async function readRun(deps: Pick<AdminDeps, 'runs' | 'clock'>, input: { runId: string }): Promise<RunDetail> {
  const [run, steps, stored] = await Promise.all([
    deps.runs.read(input.runId),
    deps.runs.steps(input.runId),
    deps.runs.readReport(input.runId),
  ]);
  if (run === undefined) throw new AppError('unknown_run', 'there is no such run');
  const { branch, workflowFile, retryOf, runner, usage } = run;
  return {
    ...presentRun(run),
    ticketId: run.ticketId,
    now: deps.clock.now(),
    steps: steps.map(({ type: _, ...step }) => step),
    branch,
    workflowFile,
    retryOf,
    runner,
    usage: usage && presentUsage(usage),
    report: stored === undefined ? undefined : presentReport(stored),
  };
}

function presentReport({ report, receivedAt }: StoredReport): NonNullable<RunDetail['report']> {
  const { outcome, failureReason, isDraft, openFindings, gapAnalysis, changes } = report;
  return { outcome, receivedAt, failureReason, isDraft, openFindings, gapAnalysis, changes };
}

function presentUsage({ turns, inputTokens, outputTokens, costUsd }: Usage): RunDetail['usage'] {
  return { turns, inputTokens, outputTokens, costUsd };
}
