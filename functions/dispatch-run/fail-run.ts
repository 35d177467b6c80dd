import { FAILURES } from '../../shared/domain/failures/failures.ts';
import type { Run, RunFailure } from '../../shared/domain/run.ts';
import type { DispatchOutcome } from '../../shared/ports/executor.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

/** Ends a run that the executor refuses; when that concerns the whole repository, its mapping is suspended first. */
export async function failRun(
  deps: DispatchRunDeps,
  run: Run,
  refusal: Omit<Extract<DispatchOutcome, { outcome: 'refused' }>, 'outcome'>,
): Promise<string> {
  const isMapping = refusal.concerns === 'mapping';
  if (isMapping) await deps.mappings.suspend(run.mappingId, { reason: refusal.reason, at: deps.clock.now() });
  const code = refusal.code ?? (isMapping ? 'repository_refuses_runs' : 'run_refused');
  const failure: RunFailure = { kind: FAILURES[code].kind, code, reason: refusal.reason };
  const verdict = { on: 'reserved', heldLease: run.leaseUntil } as const;
  const ended = await deps.runs.end(run.runId, { status: 'failed', at: deps.clock.now(), failure, verdict });
  if (ended === 'moved_on') return 'refused by the executor: an earlier order is at work';
  await deps.lifecycle.send({ type: 'RunEnded', tracker: run.tracker, ticketId: run.ticketId, runId: run.runId });
  return `refused by the executor: ${refusal.concerns}`;
}
