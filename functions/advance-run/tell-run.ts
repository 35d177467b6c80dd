import type { RunReport } from '../../shared/contract/runner.ts';
import { begunNotification, endedNotification } from '../../shared/domain/notifications/run-notifications.ts';
import { isLive, isTombstone, type Run } from '../../shared/domain/run.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { notify } from './notify.ts';

/** Tells the chats that a run began, or how it ended; one that never was is not told of. */
export async function tellRun(
  deps: AdvanceRunDeps,
  run: Run,
  { report, isTriedAgain }: { report: RunReport | undefined; isTriedAgain: boolean },
): Promise<void> {
  if (isTombstone(run)) return;
  const { adminUrl } = deps;
  await notify(deps, run.mappingId, async ({ name: mappingName }) => {
    if (isLive(run.status)) return begunNotification(run, { mappingName, adminUrl });
    const { remedyOf } = await import('../../shared/contract/failures.ts');
    const remedy = remedyOf(report?.failureCode ?? run.failure?.code);
    const told = report && { ...report, isSuccess: report.outcome === 'success' };
    return endedNotification({ run, report: told }, { mappingName, adminUrl, isTriedAgain, remedy });
  });
}
