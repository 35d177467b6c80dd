import { isLive, type Run } from '../run.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { isPullRequestOver } from '../withdrawal.ts';

/**
 * Takes a follow-up into its ticket's record: markers say that somebody works, and the ticket stays with its pull request, however
 * the follow-up ends. What there is to say is said on the pull request.
 */
export function absorbFollowUpRun(base: TicketRecord, run: Run): TicketRecord {
  const isOlder = base.runAt !== undefined && base.runAt > run.reservedAt;
  if (base.endedRunId === run.runId || isOlder) return base;
  const begun = base.runId === run.runId ? base : withBeginning(base, run);
  if (isLive(run.status)) return begun;
  const { followUpRunId: _, ...ended } = begun;
  return { ...ended, endedRunId: run.runId };
}

function withBeginning(base: TicketRecord, run: Run): TicketRecord {
  const isOver = isPullRequestOver(base);
  return {
    ...base,
    status: isOver ? base.status : 'pr_ready',
    mappingId: run.mappingId || base.mappingId,
    bucketId: run.bucketId,
    runId: run.runId,
    runAt: run.reservedAt,
    followUpRunId: run.runId,
    shownStage: isOver ? base.shownStage : 'unknown',
    dispatchedAt: { ...base.dispatchedAt, 'gap-fill': run.reservedAt },
    waiting: undefined,
    offered: undefined,
  };
}
