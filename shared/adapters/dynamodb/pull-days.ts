import * as z from 'zod';
import { dayOf } from '../../domain/spending.ts';
import { tallyOfPull } from '../../domain/tally.ts';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { SpendingStore } from '../../ports/spending-store.ts';
import { added, countsOf } from './item-counts.ts';
import { type Key, spendingKey } from './keys.ts';
import type { StateTable } from './state-table.ts';

/** How long a day is kept. */
export const KEPT_MS = 400 * DAY_MS;

/** Sorts before all spending of the mapping. */
const PREFIX = 'CLOSED#';

/** What became of a mapping's pull requests on one day. */
export function pullDayKey(mappingId: string, day: string): Key {
  return { ...spendingKey({ of: 'day', mappingId, day }), sk: PREFIX + day };
}

const PullDayItem = z.object({ sk: z.string() });

/** Pull requests by the day of their end, beside the spending of their mapping. */
export function pullDays(table: StateTable): Pick<SpendingStore, 'countPull' | 'pullDaysOf'> {
  return {
    countPull: (mappingId, pull) => countPull(table, mappingId, pull),
    async pullDaysOf(mappingId, from) {
      const found = await table.query({
        partition: pullDayKey(mappingId, from).pk,
        sort: 'sk BETWEEN :from AND :to',
        values: { ':from': PREFIX + from, ':to': `${PREFIX}~` },
      });
      return found.map((item) => {
        const day = PullDayItem.parse(item).sk.slice(PREFIX.length);
        return { day, counts: countsOf(item) };
      });
    },
  };
}

/** Those that were counted already stand in the same item, by their names. */
async function countPull(
  table: StateTable,
  mappingId: string,
  { name, ...pull }: Parameters<SpendingStore['countPull']>[1],
): Promise<void> {
  const day = dayOf(pull.endedAt);
  const counted = added(tallyOfPull(pull));
  await table.update(pullDayKey(mappingId, day), `SET expiresAt = :expires ADD ${counted.expression}, pulls :pulls`, {
    condition: 'NOT contains(pulls, :pull)',
    names: counted.names,
    values: {
      ...counted.values,
      ':expires': epochSeconds(plus(`${day}T00:00:00.000Z`, KEPT_MS)),
      ':pull': `${pull.state} ${name}`,
      ':pulls': new Set([`${pull.state} ${name}`]),
    },
  });
}
