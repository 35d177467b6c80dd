import type { Bucket, Slot } from '../../shared/domain/bucket.ts';
import { isTerminal, LEASE_MS, type Run } from '../../shared/domain/run.ts';
import { elapsedMs } from '../../shared/domain/time.ts';
import { tombstoneOf } from '../../shared/domain/tombstone.ts';

import type { WatchRunsDeps } from './watch-runs-deps.ts';

/**
 * Frees every slot whose run is over, or never came to be within a lease. One that cannot be looked at does not keep the
 * others: its error is thrown at the end.
 */
export async function sweepSlots(deps: WatchRunsDeps): Promise<number> {
  let freed = 0;
  const failures: unknown[] = [];
  for (const bucket of await deps.buckets.all()) {
    for (const [ticketId, slot] of Object.entries(bucket.slots)) {
      const [swept] = await Promise.allSettled([sweepSlot(deps, bucket, ticketId, slot)]);
      if (swept.status === 'rejected') failures.push(swept.reason);
      else if (swept.value) freed += 1;
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'slots could not be swept');
  return freed;
}

async function sweepSlot(deps: WatchRunsDeps, bucket: Bucket, ticketId: string, slot: Slot): Promise<boolean> {
  const run = (await deps.runs.read(slot.runId)) ?? (await entomb(deps, bucket, ticketId, slot));
  if (run === undefined || !isTerminal(run.status)) return false;
  const { bucketId, tracker } = bucket;
  // The slot is the only trace by which the next sweep finds this run, so it goes last.
  await deps.lifecycle.send({ type: 'RunEnded', tracker, ticketId, runId: slot.runId });
  await deps.dispatchRecords.release({ tracker, ticketId }, slot.runId, deps.clock.now());
  await deps.buckets.releaseSlot({ bucketId, ticketId, runId: slot.runId });
  return true;
}

/**
 * A slot without a run: its consumer is slow or dead. The run is put as failed if absent, before the slot is freed, so
 * that a slow consumer finds it over and stops.
 */
async function entomb(deps: WatchRunsDeps, bucket: Bucket, ticketId: string, slot: Slot): Promise<Run | undefined> {
  const now = deps.clock.now();
  if (elapsedMs(slot.since, now) < LEASE_MS) return undefined;
  const record = await deps.tickets.read({ tracker: bucket.tracker, ticketId });
  const tombstone = tombstoneOf({ bucket, ticketId, slot, record, now });
  const entombed = await deps.runs.entomb(tombstone);
  return entombed.outcome === 'entombed' ? tombstone : entombed.run;
}
