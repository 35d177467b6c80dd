import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type CopiedHouse, copiedHouse } from './copied-house.ts';
import { EXECUTOR } from './executor.ts';
import type { Edit, Recipe } from './recipe.ts';
import { SETTING } from './setting.ts';
import { TRACKER } from './tracker.ts';

const RECIPES = [SETTING, EXECUTOR, TRACKER];
const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/house.md'), 'utf8');
const STRANGERS = join(import.meta.dirname, 'strangers');

let house: CopiedHouse;
afterEach(() => house?.remove());

/** The files that the page lists for a recipe; a `*` stands for the name of the stranger. */
function listedFor(kind: Recipe['kind']): string[] {
  const section = PAGE.split(new RegExp(`^### An? ${kind}$`, 'm'))[1]?.split(/^##/m)[0] ?? '';
  return [...section.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path);
}

const filesOf = ({ first, others }: Recipe) => [...new Set([first, ...others].map(({ path }) => path))];
const isListedAs = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[a-z-]+')}$`).test(path);

/** Where the tests of strangers stand in a copy: here they would not compile. */
function strangerTests(): Edit[] {
  return readdirSync(STRANGERS).map((file) => ({
    path: `test/recipes/strangers/${file.replace('.txt', '')}`,
    content: readFileSync(join(STRANGERS, file), 'utf8'),
  }));
}

describe.each(RECIPES)('the recipe of a made-up $kind', (recipe) => {
  test('touches the files that docs/house.md lists, and no more of them than promised', () => {
    const listed = listedFor(recipe.kind);
    const files = filesOf(recipe);

    expect(files.filter((path) => !listed.some((pattern) => isListedAs(pattern, path)))).toEqual([]);
    expect(listed.filter((pattern) => !files.some((path) => isListedAs(pattern, path)))).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(recipe.limit);
    expect(PAGE).toMatch(new RegExp(`^\\| +an? ${recipe.kind} +\\| +${files.length} +\\|`, 'm'));
  });

  test('is led by the compiler: after the first edit it names every place that must know, and no other', () => {
    house = copiedHouse();
    house.make([recipe.first]);

    expect(house.filesInError()).toEqual([...recipe.told].sort());
  });
});

test('what is deployed is told to give a stranger its variables', () => {
  house = copiedHouse();
  const later = new Set(RECIPES.flatMap(({ toldLater = [] }) => toldLater));
  house.make(RECIPES.flatMap(({ first, others }) => [first, ...others]).filter(({ path }) => !later.has(path)));

  expect(later.size).toBeGreaterThan(0);
  expect(house.filesInError()).toEqual([...later].sort());
});

test('strangers live as everybody does: polled, dispatched, shown, asked for in the form, and taken for nobody else', () => {
  house = copiedHouse();
  for (const { first, others, pages = [] } of RECIPES) house.make([first, ...others, ...pages]);
  const tests = strangerTests();
  house.make(tests);

  expect(house.filesInError()).toEqual([]);
  const files = [...tests.map(({ path }) => path), 'test/ui/mapping-round-trip.test.ts', 'test/architecture.test.ts'];
  const { status, output } = house.test(files);
  expect(output).toMatch(/Test Files .*5 passed/);
  expect(status).toBe(0);
});
