import { type PullRequestRecord, pullRequestName } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { costOf, wholeUsd } from '../../../shared/domain/spending.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';

/**
 * Counts a pull request that is over on the day of its end: the same again, however late, is refused there. One whose end is not known is
 * left out, since its day would be a guess.
 */
export async function countPull(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<void> {
  const { state, overAt, mappingId } = record;
  if (state === 'open' || overAt === undefined) return;
  const ticket = await deps.tickets.read(record);
  const isFirst = ticket !== undefined && (ticket.pastPrUrls ?? []).every((url) => url === record.url);
  await deps.spending.countPull(mappingId, {
    ...{ name: pullRequestName(record), state, openedAt: record.createdAt, endedAt: overAt },
    markedAt: isFirst ? ticket.createdAt : undefined,
    usd: await costOfBranch(deps, record),
  });
}

/** Each round of a ticket has a branch of its own. */
async function costOfBranch({ runs }: AdvanceRunDeps, record: PullRequestRecord): Promise<number> {
  const forIt = (await runs.ofTicket(record)).filter(({ branch }) => branch === record.head);
  return wholeUsd(forIt.reduce((sum, run) => sum + (costOf(run)?.usd ?? 0), 0));
}
