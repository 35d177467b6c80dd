const PAGE = 100;
/** Beyond so many pages we do not look. */
const MOST_PAGES = 30;

/** Every item of a list, page by page and only as far as it is asked for. */
export async function* eachListed<Item>(
  list: (page: { per_page: number; page: number }) => Promise<{ data: Item[] }>,
): AsyncGenerator<Item> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await list({ per_page: PAGE, page });
    yield* data;
    if (data.length < PAGE) return;
  }
}
