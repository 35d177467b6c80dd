import { AppError } from '../../../shared/domain/errors.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { auditStop } from './audit-stop.ts';
import { newWish, type WishDeps, wishCancel } from './wish-cancel.ts';

/** Cancels one run that is in flight; advance-run ends it, unless its report is there first. */
export async function cancelRun(
  deps: WishDeps & Pick<AdminDeps, 'audit' | 'caller' | 'ids'>,
  { runId, reason }: { runId: string; reason: string },
): Promise<{ runId: string }> {
  const run = await deps.runs.read(runId);
  if (run === undefined) throw new AppError('unknown_run', 'there is no such run');
  if (!(await wishCancel(deps, run, newWish(deps, reason)))) throw new AppError('run_over', 'the run is over already');
  await auditStop(deps, { action: 'run_cancelled', subject: runId, detail: `${run.ticketKey}: ${reason}` });
  return { runId };
}
