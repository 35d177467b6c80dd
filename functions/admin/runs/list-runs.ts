import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentRun } from './present-run.ts';

/** All runs that began on one day (UTC), today unless told, newest first. */
export async function listRuns(
  deps: Pick<AdminDeps, 'runs' | 'clock'>,
  input: { day?: string | undefined },
): Promise<OperationAnswer<'listRuns'>> {
  const now = deps.clock.now();
  const day = input.day ?? now.slice(0, 10);
  const [open, over] = await Promise.all([deps.runs.open(), deps.runs.startedOn(day)]);
  const runs = new Map(
    [...open, ...over].filter((run) => run.reservedAt.startsWith(day)).map((run) => [run.runId, run]),
  );
  const newestFirst = [...runs.values()].sort((a, b) => b.reservedAt.localeCompare(a.reservedAt));
  return { now, day, runs: newestFirst.map(presentRun) };
}
