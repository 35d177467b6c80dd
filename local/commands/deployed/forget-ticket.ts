import { Refusal } from '../../../infra/refusal.ts';
import type { ticketDataIn } from '../../../shared/adapters/dynamodb/ticket-data.ts';
import type { TrackerName } from '../../../shared/domain/ticket.ts';

export interface ForgetWish {
  tracker: TrackerName;
  /** Its key, or the tracker's id of it. */
  key: string;
  isDeleting: boolean;
}

interface ForgetDeps {
  data: ReturnType<typeof ticketDataIn>;
  print(line: string): void;
}

/** Says what is kept of a ticket, and deletes it where that is wished; answers the exit code. Throws `Refusal`. */
export async function forgetTicket(
  { data, print }: ForgetDeps,
  { tracker, key, isDeleting }: ForgetWish,
): Promise<number> {
  // Where its record is gone already, the rest is found by its id alone.
  const ticketId = (await data.find(tracker, key)) ?? key;
  const { keys, liveRunIds } = await data.collect({ tracker, ticketId });
  if (keys.length === 0) throw new Refusal(`Nothing is kept of ${key} on ${tracker}. (ticket_unknown)`);
  for (const [kind, count] of countsOf(keys)) print(`  ${count} of ${kind}`);
  if (liveRunIds.length > 0) {
    throw new Refusal(`A run of ${key} is live (${liveRunIds.join(', ')}): cancel it, or wait for its end. (run_live)`);
  }
  if (!isDeleting) {
    print(`${keys.length} items are kept of ${key}. Repeat it with --delete to delete them for good.`);
    return 0;
  }
  await data.remove(keys);
  print(`${keys.length} items of ${key} are deleted.`);
  return 0;
}

/** How many items there are of each kind of partition. */
function countsOf(keys: readonly { pk: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { pk } of keys) {
    const kind = pk.split('#')[0] ?? pk;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
