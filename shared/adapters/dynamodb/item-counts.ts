import type { Tally } from '../../domain/tally.ts';
import type { Item } from './state-table.ts';

/** Counts stand in attributes of their own, since nothing within another can be added to that is not there yet. */
const PREFIX = 'n:';

/** The part of an update that adds these, with its names and values. */
export function added(tally: Tally) {
  const counts = Object.entries(tally);
  return {
    expression: counts.map((_, at) => `#n${at} :n${at}`).join(', '),
    names: Object.fromEntries(counts.map(([name], at) => [`#n${at}`, PREFIX + name])),
    values: Object.fromEntries(counts.map(([, amount], at) => [`:n${at}`, rounded(amount)])),
  };
}

/** Whole millionths: what is added has no more digits than money. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

/** What was counted in an item. */
export function countsOf(item: Item): Tally {
  const counts = Object.entries(item).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(counts.map(([name, amount]) => [name.slice(PREFIX.length), rounded(Number(amount))]));
}
