import { startRun } from '../../functions/equip-runner/start-run.ts';
import { receiveProgress } from '../../functions/runner-callback/receive-progress.ts';
import { receiveResult } from '../../functions/runner-callback/receive-result.ts';
import type { RunReport } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import type { Phase } from '../../shared/domain/run.ts';
import { HOUR_MS, type Instant, plus } from '../../shared/domain/time.ts';
import { aPlanReport, aReport } from '../builders/a-report.ts';
import { aWorkflowClaims, workflowRefOf } from '../builders/a-workflow-claims.ts';
import type { FakeExecution } from '../fakes/fake-executor.ts';
import { oidcTokenOf } from '../fakes/fake-workflow-identity.ts';
import type { World } from './world.ts';

/**
 * How an execution fares: `dies` after its start and its executor shows it, `silent` ones go on without a word, and the usage limit
 * that one meets is lifted two hours later. `works late` when it has been given up, `works twice` as far as its report goes, and `spends all` of its
 * own budget.
 */
export type Fate =
  | 'works'
  | 'works late'
  | 'works twice'
  | 'spends all'
  | 'fails'
  | 'dies'
  | 'silent'
  | 'never starts'
  | 'meets a limit';

export interface Runners {
  /** Lets every execution make one step: start, then its end. */
  step(): Promise<void>;
  /** Workflow runs that passed the gate, by run. */
  passed: Map<string, Set<string>>;
}

export const FAILED_REPORT: RunReport = {
  phase: 'implementation',
  outcome: 'failure',
  failureReason: 'the tests fail',
  comments: [],
  usage: { turns: 9, inputTokens: 900, outputTokens: 90, costUsd: 0.3 },
};

/** Of a run that met a usage limit of the model. */
function limitReport(retryAt: Instant, credential = '0123456789ab'): RunReport {
  const { kind: failureKind, code: failureCode, reason: failureReason } = failureBy('model_quota');
  return { ...FAILED_REPORT, failureKind, failureCode, failureReason, modelLimit: { credential, retryAt } };
}

/** Executions that call us as the runner does, and call again when the answer was lost. */
export function runners(world: World, fates: readonly Fate[]): Runners {
  const keys = new Map<string, string>();
  const passed = new Map<string, Set<string>>();
  const order: string[] = [];
  const fateOf = ({ runId }: FakeExecution): Fate => {
    if (!order.includes(runId)) order.push(runId);
    return fates[Math.min(order.indexOf(runId), fates.length - 1)] ?? 'works';
  };
  const pass = async (execution: FakeExecution) => {
    const { sessionKey } = await world.trace.run(() => callStart(world, execution));
    keys.set(execution.workflowRunId, sessionKey);
    passed.set(execution.runId, (passed.get(execution.runId) ?? new Set()).add(execution.workflowRunId));
    execution.state = 'in_progress';
  };
  const stepOne = async (execution: FakeExecution) => {
    const fate = fateOf(execution);
    const sessionKey = keys.get(execution.workflowRunId);
    if (execution.state === 'ended' && fate === 'works late' && sessionKey !== undefined) {
      keys.delete(execution.workflowRunId);
      return untilAnswered(execution, () => goOn(world, execution, { fate, sessionKey }));
    }
    if (execution.state === 'ended') return;
    if (fate === 'never starts') execution.state = 'ended';
    else if (sessionKey === undefined) await untilAnswered(execution, () => pass(execution));
    else await untilAnswered(execution, () => goOn(world, execution, { fate, sessionKey }));
  };
  return {
    passed,
    async step() {
      for (const execution of [...world.executor.executions]) await stepOne(execution);
    },
  };
}

/** Any answer of ours that is an error ends the execution; no answer is followed by another call at the next step. */
async function untilAnswered(execution: FakeExecution, call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof AppError) execution.state = 'ended';
  }
}

async function goOn(
  world: World,
  execution: FakeExecution,
  { fate, sessionKey }: { fate: Fate; sessionKey: string },
): Promise<void> {
  if (fate === 'silent') return;
  if (fate === 'works late' && execution.state !== 'ended') return;
  if (fate !== 'dies') {
    const call = { runId: execution.runId, sessionKey, report: reportOf(world, execution.request.phase, fate) };
    await world.trace.run(() => callResult(world, call));
    if (fate === 'works twice') await world.trace.run(() => callResult(world, call));
  }
  execution.state = 'ended';
}

function reportOf(world: World, phase: Phase, fate: Fate): RunReport {
  if (fate.startsWith('works')) return phase === 'planning' ? aPlanReport() : aReport({ phase });
  if (fate === 'meets a limit') return { ...limitReport(plus(world.clock.now(), 2 * HOUR_MS)), phase };
  if (fate !== 'spends all') return { ...FAILED_REPORT, phase };
  const { kind: failureKind, code: failureCode, reason: failureReason } = failureBy('budget_used_up');
  return { ...FAILED_REPORT, failureKind, failureCode, failureReason, phase };
}

const claimsOf = (runId: string, phase: Phase = 'implementation') => ({ runId, phase });

export function callStart(
  world: World,
  execution: { runId: string; workflowRunId: string; request?: { phase: Phase } },
  runAttempt = 1,
) {
  const { runId, workflowRunId, request } = execution;
  const file = workflowRefOf(request?.phase);
  const attested = aWorkflowClaims({
    ...{ run_id: workflowRunId, run_attempt: String(runAttempt) },
    ...{ workflow_ref: file, job_workflow_ref: file },
  });
  return startRun(world.equip, {
    claims: claimsOf(runId, request?.phase),
    execution: { workflowRunId, runAttempt },
    oidcToken: oidcTokenOf(attested),
  });
}

export function callResult(world: World, call: { runId: string; sessionKey: string | undefined; report?: RunReport }) {
  const { runId, sessionKey, report = aReport() } = call;
  return receiveResult(world.callback, { claims: claimsOf(runId, report.phase), sessionKey, report });
}

export function callProgress(
  world: World,
  call: { runId: string; sessionKey?: string } & Pick<Parameters<typeof receiveProgress>[1], 'progress'>,
) {
  const { runId, sessionKey, progress } = call;
  return receiveProgress(world.callback, { claims: claimsOf(runId), sessionKey, progress });
}
