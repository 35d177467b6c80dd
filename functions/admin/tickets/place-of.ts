import type { PlaceView } from '../../../shared/contract/ticket-views.ts';
import { WAITING_STATUSES } from '../../../shared/domain/assessed-mark.ts';
import type { Bucket } from '../../../shared/domain/bucket.ts';
import { bucketTitleOf } from '../../../shared/domain/mapping.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { compareOffers } from '../../../shared/domain/selection.ts';
import { dayOf } from '../../../shared/domain/spending.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { DAY_MS, elapsedMs, type Instant, plus } from '../../../shared/domain/time.ts';
import { waitingOffer } from '../../../shared/domain/waiting-offer.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** From fewer runs nothing is foretold. */
const LEAST_RUNS = 5;
const MOST_RUNS = 20;
const READ_RUNS = 100;

type Deps = Pick<AdminDeps, 'tickets' | 'buckets' | 'runs' | 'mappings'>;

/** Where a ticket that waits for a slot stands among those that wait for the same ones, and when its turn may come. */
export async function placeOf(deps: Deps, record: TicketRecord, now: Instant): Promise<PlaceView | undefined> {
  const bucketId = record.waiting?.bucketId;
  if (record.waiting?.reason !== 'at_capacity' || bucketId === undefined) return undefined;
  const [waiting, bucket, mappings, over] = await Promise.all([
    deps.tickets.withStatus(...WAITING_STATUSES),
    deps.buckets.read(bucketId),
    deps.mappings.all(),
    newestRuns(deps, bucketId, now),
  ]);
  const line = waiting
    .flatMap((one) => waitingOffer(one, now) ?? [])
    .filter((offer) => offer.bucketId === bucketId)
    .sort(compareOffers);
  const index = line.findIndex(({ ticketId }) => ticketId === record.ticketId);
  if (index < 0 || bucket === undefined) return undefined;
  const name = mappings.find(({ mappingId }) => mappingId === record.waiting?.mappingId)?.name ?? '';
  const bucketName = bucketTitleOf({ tracker: bucket.tracker, bucketId }) ?? name;
  return { place: index + 1, of: line.length, bucket: bucketName, ...foretold(bucket, over, index, now) };
}

async function newestRuns({ runs }: Deps, bucketId: string, now: Instant): Promise<Run[]> {
  const days = [now, plus(now, -DAY_MS)].map(dayOf);
  const read = await Promise.all(days.map((day) => runs.startedOn(day, { limit: READ_RUNS })));
  const worked = read.flat().filter((run) => run.bucketId === bucketId && run.startedAt !== undefined);
  return worked.slice(0, MOST_RUNS);
}

/** As if each run took as long as half of the newest did, one after the other in each slot. */
function foretold(
  { limit, slots }: Bucket,
  over: readonly Run[],
  ahead: number,
  now: Instant,
): Pick<PlaceView, 'about' | 'basis'> {
  const took = over.map(({ reservedAt, endedAt = now }) => elapsedMs(reservedAt, endedAt)).sort((a, b) => a - b);
  const half = took[Math.floor(took.length / 2)];
  if (half === undefined || took.length < LEAST_RUNS) return {};
  const ends = Object.values(slots).map(({ since }) => later(plus(since, half), now));
  const free = [...ends, ...Array.from({ length: Math.max(0, limit - ends.length) }, () => now)].sort().slice(-limit);
  for (let turn = 0; turn < ahead; turn += 1) free.push(plus(free.sort().shift() ?? now, half));
  return { about: free.sort()[0] ?? now, basis: { runs: took.length, halfUnderMs: half } };
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
