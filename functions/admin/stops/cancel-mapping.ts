import type { CancelWish } from '../../../shared/domain/run.ts';
import type { TicketStatus } from '../../../shared/domain/ticket-record.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readMapping } from '../mappings/read-mapping.ts';
import { auditStop } from './audit-stop.ts';
import { cancelNextFollowUp, cancelNextRun, type NextDeps } from './cancel-next.ts';
import { liveRuns } from './live-runs.ts';
import { eachAtOnce, newWish, nothingToCancel, wishCancelAll } from './wish-cancel.ts';

type Deps = NextDeps & Pick<AdminDeps, 'buckets' | 'audit' | 'caller' | 'ids'>;

/** Where a ticket may be that has a next run. */
const DUE_STATUSES: readonly TicketStatus[] = ['implementing', 'plan_complete', 'planning', 'ready'];

/** Cancels every run of a mapping that is in flight or due; marked tickets begin as before, unless the mapping is paused. */
export async function cancelMapping(
  deps: Deps,
  { mappingId, reason }: { mappingId: string; reason: string },
): Promise<{ cancelled: number }> {
  const { name } = await readMapping(deps, mappingId);
  const wish = newWish(deps, reason);
  const { runs } = await liveRuns(deps);
  // What is due goes first: a slot that is freed is offered to it.
  const due = await cancelDue(deps, mappingId, wish);
  const ofMapping = runs.filter((run) => run.mappingId === mappingId);
  const cancelled = due + (await wishCancelAll(deps, ofMapping, wish));
  if (cancelled === 0) throw nothingToCancel();
  const detail = `${name}, ${cancelled} runs: ${reason}`;
  await auditStop(deps, { action: 'mapping_cancelled', subject: mappingId, detail });
  return { cancelled };
}

async function cancelDue(deps: Deps, mappingId: string, wish: CancelWish): Promise<number> {
  const tickets = (await deps.tickets.withStatus(...DUE_STATUSES)).filter(({ next }) => next?.mappingId === mappingId);
  const runs = await eachAtOnce(tickets, async (found) => {
    const record = await deps.tickets.read(found);
    return record?.next?.mappingId === mappingId && cancelNextRun(deps, record, record.next, wish);
  });
  const pulls = (await deps.pullRequests.waiting()).filter((pull) => pull.mappingId === mappingId);
  const followUps = await eachAtOnce(pulls, (pull) => cancelNextFollowUp(deps, pull, wish));
  return [...runs, ...followUps].filter(Boolean).length;
}
