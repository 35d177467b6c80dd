import { expect, test } from 'vitest';
import { tableInDesign } from './table-in-design.ts';
import { ACTS, type ActName, outcomeOf, SCENES, type SceneName } from './under-way.ts';

const scenes = Object.keys(SCENES) as SceneName[];
const acts = Object.keys(ACTS) as ActName[];
/** As docs/design.md has it: a row for what is under way, a column for what an admin does. */
const rows = tableInDesign('under way');

const cells = scenes.flatMap((scene, row) =>
  acts.map((act, column) => ({ scene, act, outcome: rows[row + 1]?.[column + 1] ?? '' })),
);

test('the table has a row for all that may be under way, and a column for each act', () => {
  expect(rows.map(([first]) => first)).toEqual(['under way', ...scenes]);
  expect(rows[0]?.slice(1)).toEqual(acts);
});

test.each(cells)('$scene, and $act: $outcome', async ({ scene, act, outcome }) => {
  expect(await outcomeOf(scene, act)).toBe(outcome);
});
