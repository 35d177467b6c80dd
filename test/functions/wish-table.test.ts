import { expect, test } from 'vitest';
import { tableInDesign } from './table-in-design.ts';
import { outcomeOf, STATES, type State, WISHES, type Wish } from './wish-states.ts';

const states = Object.keys(STATES) as State[];
const wishes = Object.keys(WISHES) as Wish[];

/** The table of wishes as docs/design.md has it: a row for each wish, a column for each state. */
const rows = tableInDesign('wish');

const cells = wishes.flatMap((wish, row) =>
  states.map((state, column) => ({ wish, state, outcome: rows[row + 1]?.[column + 1] ?? '' })),
);

test('the table has a row for each wish and a column for each state, and no others', () => {
  expect(rows.map(([first]) => first)).toEqual(['wish', ...wishes]);
  expect(rows[0]?.slice(1)).toEqual(states);
});

test.each(cells)('$wish, of a ticket that is "$state": $outcome', async ({ wish, state, outcome }) => {
  expect(await outcomeOf(state, wish)).toBe(outcome);
});

test('each cell says that it runs, waits for a reason, is refused, is taken back, or that there is nothing to do', () => {
  const kinds = /^(runs: \w+|waits: \w+|refused: \w+|cancelled|closed|merged|its run goes on|in review|nothing)$/;
  for (const { outcome } of cells) expect(outcome).toMatch(kinds);
});
