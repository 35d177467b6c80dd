import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { referencePage } from '../docs/write/reference-page.ts';

test('the reference is that of the schemas', () => {
  const kept = readFileSync(join(import.meta.dirname, '../docs/reference.md'), 'utf8');

  expect(kept).toBe(referencePage());
});

test('every field of the reference says what it is, and no cell breaks its table', () => {
  const rows = referencePage()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1));

  expect(rows.length).toBeGreaterThan(70);
  expect(cells.filter((row) => row.length !== 2 && row.length !== 4)).toEqual([]);
  expect(cells.filter((row) => row.at(-1)?.trim() === '')).toEqual([]);
});
