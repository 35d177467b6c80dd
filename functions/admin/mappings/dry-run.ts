import type { BlockedTicket } from '../../../shared/contract/blocked-ticket.ts';
import type { DryRun, InLine } from '../../../shared/contract/dry-run.ts';
import { WAITING_STATUSES } from '../../../shared/domain/assessed-mark.ts';
import { bucketIdOf, holdOf } from '../../../shared/domain/mapping.ts';
import { compareOffers, type Offer } from '../../../shared/domain/selection.ts';
import { mappingIdOf, type TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { waitingOffer } from '../../../shared/domain/waiting-offer.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { type BlockedDeps, blockedTicket } from '../tickets/blocked-ticket.ts';
import { readMapping } from './read-mapping.ts';

const MOST_ROWS = 50;

type Deps = BlockedDeps & Pick<AdminDeps, 'tickets' | 'buckets' | 'mappings' | 'clock'>;

interface Waiter {
  record: TicketRecord;
  blocked: BlockedTicket;
  /** Absent where it is taken by no free slot. */
  offer: Offer | undefined;
}

/** Which tickets a mapping would take now, in what order, and which it would not, and why: as the last poll saw them. */
export async function dryRun(deps: Deps, { mappingId }: { mappingId: string }): Promise<DryRun> {
  const mapping = await readMapping(deps, mappingId);
  const bucketId = bucketIdOf(mapping);
  const now = deps.clock.now();
  const [found, bucket] = await Promise.all([
    deps.tickets.withStatus(...WAITING_STATUSES),
    deps.buckets.read(bucketId),
  ]);
  const read = await Promise.all(
    found.map(async (record) => ({ record, blocked: await blockedTicket(deps, record, now) })),
  );
  const waiters = read.flatMap(({ record, blocked }): Waiter[] =>
    blocked === undefined ? [] : [{ record, blocked, offer: waitingOffer(record, now) }],
  );
  const isOurs = ({ record }: Waiter) => mappingIdOf(record) === mappingId;
  const line = waiters
    .flatMap(({ offer, ...waiter }) => (offer?.bucketId === bucketId ? [{ ...waiter, offer }] : []))
    .sort((a, b) => compareOffers(a.offer, b.offer));
  const hold = holdOf(mapping)?.detail;
  const inUse = Object.keys(bucket?.slots ?? {}).length;
  const limit = bucket?.limit ?? mapping.maxInProgress;
  const free = hold === undefined ? Math.max(0, limit - inUse) : 0;
  return {
    now,
    ...(hold !== undefined && { held: hold }),
    ...{ limit, inUse },
    takes: line.slice(0, free).filter(isOurs).map(present),
    waits: line
      .slice(free)
      .slice(0, MOST_ROWS)
      .map((waiter) => ({ ...present(waiter), isOfOther: !isOurs(waiter) })),
    refused: waiters
      .filter((waiter) => isOurs(waiter) && waiter.offer?.bucketId !== bucketId)
      .slice(0, MOST_ROWS)
      .map(present),
  };
}

function present({ blocked }: Waiter): InLine {
  const { tracker, ticketId, key, title, reason, detail } = blocked;
  return { tracker, ticketId, key, title, reason, detail };
}
