import type { PullRequestRecord } from './pull-request-record.ts';

/** Whether the follow-up before this run is taken in: what it answers the next one would be given as well. */
export function isSettledBut({ current, endedRunId }: PullRequestRecord, runId: string): boolean {
  return current === undefined || [runId, endedRunId].includes(current.runId);
}
