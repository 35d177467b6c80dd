import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { referencePage } from '../docs/write/reference-page.ts';

test('the reference is that of the schemas', () => {
  const kept = readFileSync(join(import.meta.dirname, '../docs/reference.md'), 'utf8');

  expect(kept).toBe(referencePage());
});

test('every field of the reference says what it is, and no cell breaks its table', () => {
  const lines = referencePage().split('\n');
  const cellsOf = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);
  const rows = lines.flatMap((line, at) => (line.startsWith('| `') ? [{ cells: cellsOf(line), at }] : []));
  const headingOf = (at: number) => lines.slice(0, at).findLast((line) => line.startsWith('| --')) ?? '';

  expect(rows.length).toBeGreaterThan(70);
  expect(rows.filter(({ cells, at }) => cells.length !== cellsOf(headingOf(at)).length)).toEqual([]);
  expect(rows.filter(({ cells }) => cells.at(-1)?.trim() === '')).toEqual([]);
});
