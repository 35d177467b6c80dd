import type { BlockedReason, BlockedTicket } from '../../../shared/contract/blocked-ticket.ts';
import type { DryRun, InLine } from '../../../shared/contract/dry-run.ts';
import { bucketIdOf, holdOf } from '../../../shared/domain/mapping.ts';
import { compareOffers, type Offer } from '../../../shared/domain/selection.ts';
import type { TicketRecord, TicketStatus } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { type BlockedDeps, blockedTicket } from '../tickets/blocked-ticket.ts';
import { readMapping } from './read-mapping.ts';

const MOST_ROWS = 50;
const STATUSES: readonly TicketStatus[] = ['ready', 'planning', 'plan_complete', 'implementing'];
/** What a free slot is all that is missing for. */
const IN_LINE: readonly BlockedReason[] = ['at_capacity', 'not_admitted', 'next_run', 'back_off'];

type Deps = BlockedDeps & Pick<AdminDeps, 'tickets' | 'buckets' | 'mappings' | 'clock'>;

interface Waiter {
  record: TicketRecord;
  blocked: BlockedTicket;
  offer: Offer;
}

/** Which tickets a mapping would take now, in what order, and which it would not, and why: as the last poll saw them. */
export async function dryRun(deps: Deps, { mappingId }: { mappingId: string }): Promise<DryRun> {
  const mapping = await readMapping(deps, mappingId);
  const bucketId = bucketIdOf(mapping);
  const now = deps.clock.now();
  const [found, bucket] = await Promise.all([deps.tickets.withStatus(...STATUSES), deps.buckets.read(bucketId)]);
  const read = await Promise.all(
    found.map(async (record) => ({ record, blocked: await blockedTicket(deps, record, now) })),
  );
  const waiters = read.flatMap(({ record, blocked }): Waiter[] =>
    blocked === undefined ? [] : [{ record, blocked, offer: offerOf(record) }],
  );
  const isOurs = ({ record }: Waiter) => mappingOf(record) === mappingId;
  const line = waiters
    .filter((waiter) => waiter.offer.bucketId === bucketId && isInLine(waiter, now))
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
      .filter((waiter) => isOurs(waiter) && !isInLine(waiter, now))
      .slice(0, MOST_ROWS)
      .map(present),
  };
}

function mappingOf({ next, waiting, mappingId }: TicketRecord): string | undefined {
  return next?.mappingId ?? waiting?.mappingId ?? mappingId;
}

/** In the order in which freed slots are given. */
function offerOf({ ticketId, next, waiting, bucketId = '', createdAt }: TicketRecord): Offer {
  return {
    ...{ ticketId, bucketId: next?.bucketId ?? waiting?.bucketId ?? bucketId },
    phase: next?.phase ?? waiting?.phase ?? 'implementation',
    isContinuing: next !== undefined,
    priority: waiting?.priority ?? null,
    createdAt: waiting?.createdAt ?? createdAt,
  };
}

/** What is to begin later is not taken now. */
function isInLine({ record, blocked }: Waiter, now: Instant): boolean {
  return IN_LINE.includes(blocked.reason) && (record.next === undefined || record.next.notBefore <= now);
}

function present({ blocked }: Waiter): InLine {
  const { tracker, ticketId, key, title, reason, detail } = blocked;
  return { tracker, ticketId, key, title, reason, detail };
}
