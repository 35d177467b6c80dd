import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isSpent, type Reservation, type Spending, type SpendingOf, wholeUsd } from '../../domain/spending.ts';
import { epochSeconds, plus } from '../../domain/time.ts';
import type { ReserveOutcome, RunCost, SpendingStore } from '../../ports/spending-store.ts';
import { added, countsOf } from './item-counts.ts';
import { instant, type ShapeOf } from './item-shape.ts';
import { spendingDayPrefix, spendingKey } from './keys.ts';
import { KEPT_MS, pullDays } from './pull-days.ts';
import { type Item, type StateTable, stateTable } from './state-table.ts';

const Reserved = z.record(
  z.string(),
  z.object({ usd: z.number(), mappingId: z.string(), day: z.string() } satisfies ShapeOf<Reservation>),
);
const SpendingItem = z.object({
  committedUsd: z.number(),
  inFlight: Reserved,
  assumed: Reserved,
  raisedToUsd: z.number().optional(),
  warnedAt: instant.optional(),
} satisfies ShapeOf<Spending>);
const DayItem = SpendingItem.extend({ sk: z.string() });

/** Each write names what it was decided on; whoever comes second decides again. */
const TRIES = 8;

/** All that is counted against one budget is one item, so that counting and refusing are one conditional write. */
export function spendingStore(client: DynamoDBDocumentClient, tableName: string): SpendingStore {
  const table = stateTable(client, tableName);
  const read = async (of: SpendingOf) => parsed(await table.get(spendingKey(of)));
  return {
    read,
    reserve: (of, run) => again(of, async () => reserveOnce(table, of, run, await read(of))),
    settle: async (of, runId, cost) => {
      const settled = await again(of, async () => settleOnce(table, of, { runId, ...cost }, await read(of)));
      return settled === 'nothing' ? undefined : settled;
    },
    async raise(of, toUsd) {
      const write = await table.update(spendingKey(of), 'SET raisedToUsd = :to', {
        condition: 'attribute_exists(pk) AND (attribute_not_exists(raisedToUsd) OR raisedToUsd < :to)',
        values: { ':to': toUsd },
      });
      return write.isWritten || write.standing !== undefined ? 'raised' : 'unknown';
    },
    async markWarned(of, at) {
      const write = await table.update(spendingKey(of), 'SET warnedAt = :at', {
        condition: 'attribute_exists(pk) AND attribute_not_exists(warnedAt)',
        values: { ':at': at },
      });
      return write.isWritten ? 'marked' : 'marked_already';
    },
    async daysOf(mappingId, from) {
      const { pk } = spendingKey({ of: 'day', mappingId, day: from });
      const found = await table.query({
        partition: pk,
        sort: 'sk >= :from',
        values: { ':from': spendingDayPrefix + from },
      });
      return found.map((item) => {
        const { sk, ...spending } = DayItem.parse(item);
        return { ...spending, day: sk.slice(spendingDayPrefix.length), counts: countsOf(item) };
      });
    },
    ...pullDays(table),
  };
}

function parsed(item: Item | undefined): Spending | undefined {
  return SpendingItem.optional().parse(item);
}

/** Until a write holds; undefined is one that did not. */
async function again<Made>(of: SpendingOf, once: () => Promise<Made | undefined>): Promise<Made> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const made = await once();
    if (made !== undefined) return made;
  }
  throw new Error(`the spending of ${spendingKey(of).pk} kept changing`);
}

type Reserve = Parameters<SpendingStore['reserve']>[1];

async function reserveOnce(
  table: StateTable,
  of: SpendingOf,
  { runId, reservation, limitUsd }: Reserve,
  standing: Spending | undefined,
): Promise<ReserveOutcome | undefined> {
  const counted = standing?.inFlight[runId] ?? standing?.assumed[runId];
  if (counted !== undefined) return { outcome: 'reserved', reservation: counted };
  if (standing !== undefined && limitUsd !== undefined && isSpent(standing, limitUsd))
    return { outcome: 'spent', spending: standing };
  const write =
    standing === undefined
      ? putFirst(table, of, runId, reservation)
      : addTo(table, of, { runId, reservation, limitUsd });
  return (await write).isWritten ? { outcome: 'reserved', reservation } : undefined;
}

function putFirst(table: StateTable, of: SpendingOf, runId: string, reservation: Reservation) {
  const { usd, day } = reservation;
  const spending = { committedUsd: usd, inFlight: { [runId]: reservation }, assumed: {} };
  const kept = of.of === 'day' ? { expiresAt: epochSeconds(plus(`${day}T00:00:00.000Z`, KEPT_MS)) } : {};
  return table.put({ ...spendingKey(of), ...spending, ...kept }, { condition: 'attribute_not_exists(pk)' });
}

function addTo(table: StateTable, of: SpendingOf, { runId, reservation, limitUsd }: Reserve) {
  const isLeft = 'committedUsd < :limit OR raisedToUsd > committedUsd';
  return table.update(spendingKey(of), 'SET inFlight.#run = :reservation, committedUsd = committedUsd + :usd', {
    condition: `attribute_not_exists(inFlight.#run) AND attribute_not_exists(assumed.#run)${limitUsd === undefined ? '' : ` AND (${isLeft})`}`,
    names: { '#run': runId },
    values: {
      ...{ ':reservation': reservation, ':usd': reservation.usd },
      ...(limitUsd !== undefined && { ':limit': limitUsd }),
    },
  });
}

type Settled = { runId: string } & RunCost;

async function settleOnce(
  table: StateTable,
  of: SpendingOf,
  { runId, usd, isFinal, tally }: Settled,
  standing: Spending | undefined,
): Promise<Spending | 'nothing' | undefined> {
  // Once its cost is assumed its end was counted: what is left is what it cost more or less.
  const isEnd = standing?.inFlight[runId] !== undefined;
  const from = isEnd ? 'inFlight' : 'assumed';
  const held = standing?.[from][runId];
  if (held === undefined || (!isEnd && !isFinal)) return 'nothing';
  const assumed = isFinal ? '' : ', assumed.#run = :assumed';
  const counted =
    tally && added(isEnd ? { ...tally.counts, [tally.spentAs]: usd } : { [tally.spentAs]: usd - held.usd });
  const write = await table.update(
    spendingKey(of),
    `SET committedUsd = committedUsd + :more${assumed} REMOVE ${from}.#run${counted ? ` ADD ${counted.expression}` : ''}`,
    {
      condition: `${from}.#run.usd = :held`,
      names: { '#run': runId, ...counted?.names },
      values: {
        ...{ ':more': wholeUsd(usd - held.usd), ':held': held.usd },
        ...(!isFinal && { ':assumed': { ...held, usd } }),
        ...counted?.values,
      },
    },
  );
  return write.isWritten ? parsed(write.item) : undefined;
}
