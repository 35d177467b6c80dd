import type { TicketStore } from '../../ports/ticket-store.ts';
import type { Item, StateTable } from './state-table.ts';

type Page = Parameters<TicketStore['changedBy']>[1];

/** So many of one partition of the index, those that changed last first, and with the last of them all that changed at that moment. */
export async function ticketsPage(table: StateTable, partition: string, page: Page): Promise<Item[]> {
  const { limit, upTo, isBeyond = false } = page;
  const of = { index: 'gsi1', partition } as const;
  const range = upTo && { sort: `gsi1sk ${isBeyond ? '<' : '<='} :upTo`, values: { ':upTo': upTo } };
  const items = await table.query({ ...of, isNewestFirst: true, limit, ...range });
  const last = items.at(-1)?.['gsi1sk'];
  if (items.length < limit || last === undefined) return items;
  const ofLast = await table.query({ ...of, sort: 'gsi1sk = :last', values: { ':last': last } });
  return [...items.filter((item) => item['gsi1sk'] !== last), ...ofLast];
}
