import type { TicketTimer } from '../../../shared/contract/events.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { addressOf, type PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { type Instant, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { wakeUp } from './wake-up.ts';

/** While GitHub is out of reach a repository is asked about again at this interval, however long that lasts. */
const AGAIN_MS = 5 * MINUTE_MS;
/** GitHub's lists lag, and its clock is another one. */
const MARGIN_MS = 2 * MINUTE_MS;

/**
 * Finds, with one request for a whole repository, which of our pull requests moved since somebody looked at them: a webhook of theirs may
 * have been lost. Those that are otherwise than their records are then read in their ticket's turn, the others are looked at for what
 * was said.
 */
export async function listMoved(deps: AdvanceRunDeps, timer: TicketTimer): Promise<string> {
  const { pull, since } = timer;
  const record = pull && (await deps.pullRequests.read(pull));
  if (record === undefined || since === undefined) return 'dropped: it names no repository of ours';
  try {
    return await wakeChanged(deps, record, since);
  } catch (error) {
    if (error instanceof AppError) return `left: ${error.code}`;
    if (!(error instanceof ServiceUnavailable)) throw error;
    const dueAt = error.retryAt ?? plus(deps.clock.now(), AGAIN_MS);
    await deps.timers.set({ ...timer, dueAt });
    return `waits until ${dueAt}`;
  }
}

async function wakeChanged(deps: AdvanceRunDeps, one: PullRequestRecord, since: Instant): Promise<string> {
  let woken = 0;
  const address = addressOf(one);
  for (const { number, state, base, movedAt } of await deps.host.movedSince(address, plus(since, -MARGIN_MS))) {
    // A name of before is the one under which its record is kept.
    const record =
      (await deps.pullRequests.read({ ...address, number })) ??
      (await deps.pullRequests.read({ owner: one.owner, repo: one.repo, number }));
    if (record === undefined) continue;
    const { tracker, ticketId, owner, repo } = record;
    const place = { tracker, ticketId, pull: { owner, repo, number } };
    // What is over may have been noted by somebody who did not tell its ticket.
    const isAsKnown = state === 'open' && record.state === state && record.base === base;
    if (!isAsKnown) await deps.timers.set({ kind: 'read-pull-request', dueAt: deps.clock.now(), ...place });
    else if (plus(movedAt, MARGIN_MS) > (record.lookedAt ?? '')) await wakeUp(deps, place, 0);
    else continue;
    woken += 1;
  }
  return `${woken} moved since they were looked at`;
}
