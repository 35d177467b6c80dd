import { expect, test } from 'vitest';
import { FAULTS, stoppedBy, TICKETS } from './stopping-faults.ts';
import { tableInDesign } from './table-in-design.ts';

/** What stops whom, as docs/design.md has it: a row for each fault, a column for each ticket. */
const [headings = [], ...rows] = tableInDesign('what is the matter');

test('the table has a row for each fault and a column for each ticket, and no others', () => {
  expect(headings.slice(1)).toEqual(Object.keys(TICKETS));
  expect(rows.map(([fault]) => fault)).toEqual(Object.keys(FAULTS));
});

test.each(rows.map(([fault = '', ...outcomes]) => ({ fault, outcomes })))(
  'where $fault: $outcomes',
  async ({ fault, outcomes }) => {
    expect(Object.values(await stoppedBy(fault))).toEqual(outcomes);
  },
);

test('nothing that is the matter with one ticket stops another team, and its own only where the repository refuses all', () => {
  for (const [fault, , next, other] of rows) {
    expect(other).toMatch(/^runs (at once|after 1 min)$/);
    if (fault !== 'its repository refuses every run') expect(next).toMatch(/^runs /);
  }
});
