import type { PullRequestId, PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';

const TRIES = 8;

/**
 * Changes the record of a pull request; decided anew when somebody else wrote in between. Answers it as it then stands, undefined
 * where there is none. A change that changes nothing is not written.
 */
export async function changeRecord(
  deps: Pick<AdvanceRunDeps, 'pullRequests' | 'clock'>,
  pull: PullRequestId,
  change: (record: PullRequestRecord) => PullRequestRecord,
): Promise<PullRequestRecord | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await deps.pullRequests.read(pull);
    if (record === undefined) return undefined;
    const changed = change(record);
    if (JSON.stringify(changed) === JSON.stringify(record)) return record;
    const written = await deps.pullRequests.write({ ...changed, updatedAt: deps.clock.now() });
    if (written.outcome === 'written') return written.record;
  }
  throw new Error(`the record of pull request ${pull.owner}/${pull.repo}#${pull.number} kept changing`);
}
