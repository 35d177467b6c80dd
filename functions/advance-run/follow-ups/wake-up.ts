import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import { withDelivery } from '../../../shared/domain/follow-ups/follow-ups.ts';
import { withWakeUp, withWords } from '../../../shared/domain/follow-ups/look.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from './change-record.ts';

type Spoken = Omit<Extract<LifecycleEvent, { type: 'PullRequestSpoken' }>, 'type' | 'arrivalId' | 'written'>;

/**
 * Something was said on a pull request of ours, changed or taken back: it is looked at once that has been quiet for a minute. GitHub is
 * not asked anything before, however much is said. `quietMs`: 0 where there is nothing to wait for.
 */
export async function wakeUp(
  deps: Pick<AdvanceRunDeps, 'pullRequests' | 'clock' | 'timers'>,
  { pull, tracker, ticketId, deliveredAt }: Spoken,
  quietMs?: number,
): Promise<string> {
  const now = deps.clock.now();
  const record = await changeRecord(deps, pull, (of) => {
    const told = withDelivery(of, deliveredAt);
    return quietMs === undefined ? withWords(told, now) : withWakeUp(told, now, quietMs);
  });
  const dueAt = record?.lookDueAt;
  if (dueAt === undefined) return 'dropped: no pull request of ours';
  await deps.timers.set({ kind: 'look-for-feedback', dueAt, tracker, ticketId, pull });
  return `looked at ${dueAt}`;
}
