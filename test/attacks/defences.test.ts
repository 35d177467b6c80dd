import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { attacksPage } from '../../docs/write/attacks-page.ts';
import { ATTACKS as FILES } from './attack-files.ts';
import { sourceWithout } from './module-copies.ts';
import { remarksOn } from './play-attacks.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ATTACKS = FILES.flatMap(({ rows }) => rows);

test('there are at least 60 attacks, and no two share asset, way in and defence', () => {
  const kinds = ATTACKS.map(({ asset, wayIn, defence }) => [asset, wayIn, defence.name].join(' | '));

  expect(ATTACKS.length).toBeGreaterThanOrEqual(60);
  expect(kinds.filter((kind, at) => kinds.indexOf(kind) !== at)).toEqual([]);
  expect(new Set(ATTACKS.map(({ name }) => name)).size).toBe(ATTACKS.length);
});

test('a defence is one change of one file, and has one name', () => {
  const defences = [...new Set(ATTACKS.map(({ defence }) => defence))];

  expect(
    defences.filter((defence) => sourceWithout(defence) === readFileSync(join(ROOT, defence.file), 'utf8')),
  ).toEqual([]);
  expect(new Set(defences.map(({ name }) => name)).size).toBe(defences.length);
});

const DEFENCE = { name: 'one', file: 'package.json', text: '"private": true', instead: '' };
const ROWS = [
  { name: 'a', defence: DEFENCE },
  { name: 'b', defence: { ...DEFENCE, name: 'other' } },
] as const;

test.each([
  ['its own attack is held all the same', { a: 'held' }, ['without its defence: held']],
  ['its own attack could not be played', { a: 'error: it broke' }, ['without its defence: error: it broke']],
  ['its rows do not reach the file', {}, ['without its defence: error: its rows do not reach the file of the defence']],
  ['another is lost too', { a: 'lost', b: 'lost' }, ['without its defence this too: "b" (lost)']],
  ['it is lost alone', { a: 'lost', b: 'held' }, []],
] as const)('a control in which %s is told from one that shows its defence', (_, verdicts, remarks) => {
  expect(remarksOn(ROWS[0], ROWS, new Map(Object.entries(verdicts)))).toEqual(remarks);
});

test.each([
  ['is gone', 'not to be found'],
  ['is there twice', '"'],
])('a defence whose text %s cannot be taken out', (_, text) => {
  expect(() => sourceWithout({ ...DEFENCE, text })).toThrow(/stands \d+ times in package\.json; it must be once/);
});

test('the page is the one that the attacks make', () => {
  expect(readFileSync(join(ROOT, 'docs/attacks.md'), 'utf8')).toBe(attacksPage());
});
