import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { AdminDeps } from '../admin-deps.ts';

/**
 * Has markers tried again that the tracker refused, on the tickets of a mapping that was changed or found in order: what is
 * forgotten here is due at once. A record that somebody writes at the same time is left to the next time.
 */
export async function showAgain(
  deps: Pick<AdminDeps, 'tickets' | 'timers' | 'clock'>,
  { mappingId }: { mappingId: string },
): Promise<void> {
  const dueAt = deps.clock.now();
  for (const record of await deps.tickets.unshown()) {
    if (record.mappingId !== mappingId || !hasRefusedMarkers(record)) continue;
    const unshown = record.unshown?.filter(({ what }) => what !== 'markers') ?? [];
    const { unshown: _, ...rest } = record;
    const wanted = { ...rest, ...(unshown.length > 0 && { unshown }), remindAt: dueAt, updatedAt: dueAt };
    if ((await deps.tickets.write(wanted)).outcome === 'stale') continue;
    const { tracker, ticketId } = record;
    await deps.timers.set({ kind: 'show-ticket', dueAt, tracker, ticketId });
  }
}

function hasRefusedMarkers({ unshown = [] }: TicketRecord): boolean {
  return unshown.some(({ what, refusals }) => what === 'markers' && refusals > 0);
}
