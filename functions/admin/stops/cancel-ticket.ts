import { type TicketRef, ticketName } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readTicket } from '../tickets/read-ticket.ts';
import { auditStop } from './audit-stop.ts';
import { cancelNextFollowUp, cancelNextRun, type NextDeps } from './cancel-next.ts';
import { newWish, nothingToCancel, wishCancel } from './wish-cancel.ts';

/** Cancels whatever of a ticket is in flight or due: its run, its next run, the follow-up that its pull request waits for. */
export async function cancelTicket(
  deps: NextDeps & Pick<AdminDeps, 'dispatchRecords' | 'audit' | 'caller' | 'ids'>,
  { reason, ...ref }: TicketRef & { reason: string },
): Promise<{ cancelled: number }> {
  const record = await readTicket(deps, ref);
  const wish = newWish(deps, reason);
  const runId = (await deps.dispatchRecords.read(ref))?.liveRunId;
  const done = [
    runId !== undefined && (await wishCancel(deps, { ...ref, runId }, wish)),
    record.next !== undefined && (await cancelNextRun(deps, record, record.next, wish)),
  ];
  for (const pull of await deps.pullRequests.ofTicket(ref)) done.push(await cancelNextFollowUp(deps, pull, wish));
  const cancelled = done.filter(Boolean).length;
  if (cancelled === 0) throw nothingToCancel();
  await auditStop(deps, {
    action: 'ticket_cancelled',
    subject: ticketName(ref),
    detail: `${record.key}: ${reason}`,
  });
  return { cancelled };
}
