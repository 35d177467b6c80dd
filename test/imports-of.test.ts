import { expect, test } from 'vitest';
import { importsOf, isComputedImport } from './imports-of.ts';

test.each([
  [`import x from 'a';`, ['a']],
  [`import type { X } from 'a';`, ['a']],
  [`import * as z from "a";`, ['a']],
  [`import {\n  x,\n  type Y,\n} from 'a';`, ['a']],
  [`import 'a';`, ['a']],
  [`export { x } from 'a';`, ['a']],
  [`export * from 'a';`, ['a']],
  [`const x = await import('a');`, ['a']],
  [`type X = import('a').X;`, ['a']],
  [`const x = require('a');`, ['a']],
  [`export const from = 'a';`, []],
  [`import x from 'a';\nimport y from 'b';`, ['a', 'b']],
])('reads %j', (source, names) => {
  expect(importsOf(source)).toEqual(names);
});

test('tells an import whose name is computed', () => {
  expect(isComputedImport('await import(name)')).toBe(true);
  expect(isComputedImport(`await import('name')`)).toBe(false);
});
