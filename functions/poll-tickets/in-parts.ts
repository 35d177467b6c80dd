/** So many at once: a poll of thousands of new tickets is over before its time is. */
const AT_ONCE = 20;

/** Some side by side, in order; after a part in which one failed none is begun. Throws the first error of that part, once all of it has ended. */
export async function inParts<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const part = await Promise.allSettled(items.slice(from, from + AT_ONCE).map(work));
    const failed = part.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
