import type { Listening } from '../../../shared/domain/follow-ups/counting/what-counts.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';

/** People who mean us write the App's name, or that of the command. */
const OWN_NAMES = ['ai-implement'];

/** Whose words count is for the mapping to say; of a mapping that is gone it is as by default. */
export async function listeningOf(
  deps: Pick<AdvanceRunDeps, 'mappings'>,
  { mappingId }: PullRequestRecord,
): Promise<Listening> {
  const mapping = await deps.mappings.read(mappingId);
  return {
    ownNames: OWN_NAMES,
    trustedBots: mapping?.trustedReviewBots?.split(/[\s,]+/).filter((name) => name !== ''),
    countsMinor: mapping?.minorFindingsCount ?? false,
  };
}
