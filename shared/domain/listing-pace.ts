import { type Instant, plus, SECOND_MS } from './time.ts';

/** One poll asks a tracker for at most so many pages, of listings and of what it looks at beside them. */
export const MOST_PAGES = 20;
/** Of these, where everything is looked at in turns. */
export const PAGES_IN_TURN = 5;
/** Tickets on a page, as Linear allows. */
export const PAGE_SIZE = 50;

/**
 * So many pages may be asked for each minute: Linear grants 3,000,000 points an hour, a page is about 5,000 of them, and half is left to
 * what shows people how their tickets fare.
 */
const PAGES_A_MINUTE = 5;
const PER_PAGE_MS = (60 * SECOND_MS) / PAGES_A_MINUTE;
/** A poll that comes a moment early is let through. */
const EARLY_MS = 10 * SECOND_MS;

/** When a tracker may be polled again after one poll asked for so many pages; undefined: by the next one. */
export function restUntil(pages: number, at: Instant): Instant | undefined {
  return pages <= PAGES_A_MINUTE ? undefined : plus(at, pages * PER_PAGE_MS - EARLY_MS);
}

/** The next few of many, in the order of their ids, after the one that was last; `last` is absent where these end the round. */
export function inTurn<One extends { ticketId: string }>(
  all: readonly One[],
  after: string | undefined,
  most: number,
): { turn: One[]; last: string | undefined } {
  const left = all
    .filter(({ ticketId }) => after === undefined || ticketId > after)
    .sort((a, b) => (a.ticketId < b.ticketId ? -1 : 1));
  const turn = left.slice(0, most);
  return { turn, last: left.length > most ? turn.at(-1)?.ticketId : undefined };
}
