import * as z from 'zod';
import { understood } from '../../shared/github/understood.ts';

const PAGE = 100;
/** Beyond so many pages we do not look. */
const MOST_PAGES = 30;

/**
 * Every item of a list, page by page and only as far as it is asked for. Throws `NotUnderstood` where a page is no list of such
 * items: half a list looks like a whole one.
 */
export async function* eachListed<Item>(
  item: z.ZodType<Item>,
  list: (page: { per_page: number; page: number }) => Promise<{ data: unknown }>,
): AsyncGenerator<Item> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const items = understood(z.array(item), (await list({ per_page: PAGE, page })).data);
    yield* items;
    if (items.length < PAGE) return;
  }
}
