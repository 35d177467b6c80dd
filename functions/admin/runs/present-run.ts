import { remedyOf } from '../../../shared/contract/failures.ts';
import type { RunView } from '../../../shared/contract/run-views.ts';
import { remedyBeside } from '../../../shared/domain/failures/failure-row.ts';
import { isQueued } from '../../../shared/domain/queueing.ts';
import { isLive, type Run } from '../../../shared/domain/run.ts';
import { costOf } from '../../../shared/domain/spending.ts';

/** What people may see of a run: named field by field, so that no hash or lease slips out. */
export function presentRun(run: Run): RunView {
  return {
    runId: run.runId,
    phase: run.phase,
    status: run.status,
    tracker: run.tracker,
    ticketKey: run.ticketKey,
    ticketTitle: run.ticketTitle,
    ticketUrl: run.ticketUrl,
    repository: `${run.owner}/${run.repo}`,
    bucketId: run.bucketId,
    mappingId: run.mappingId,
    attempt: run.attempt,
    reservedAt: run.reservedAt,
    dispatchedAt: run.dispatchedAt,
    startedAt: run.startedAt,
    heartbeatAt: run.heartbeatAt,
    ...(isLive(run.status) && isQueued(run) && { isQueued: true }),
    endedAt: run.endedAt,
    workflowRunUrl: run.workflowRunUrl,
    prUrl: run.prUrl,
    failureKind: run.failure?.kind,
    failureCode: run.failure?.code,
    failureReason: run.failure?.reason,
    failureRemedy: remedyBeside(run.failure?.reason, remedyOf(run.failure?.code)),
    ...costsOf(run),
  };
}

function costsOf(run: Run): Pick<RunView, 'costUsd' | 'isCostAssumed' | 'isCostNotional'> {
  const cost = costOf(run);
  return {
    costUsd: cost?.usd,
    ...(cost?.isAssumed && { isCostAssumed: true }),
    ...(run.usage?.isNotional && { isCostNotional: true }),
  };
}
