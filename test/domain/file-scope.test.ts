import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFileScope, isInScope, scopesOverlap } from '../../shared/domain/file-scope.ts';

test.each([
  ['src/a.ts', 'src/a.ts', true],
  ['src/a.ts', 'src/a.tsx', false],
  ['src/a.ts', 'other/src/a.ts', false],
  ['src', 'src/deep/a.ts', true],
  ['src/', 'src/a.ts', true],
  ['src', 'srcs/a.ts', false],
  ['src/**', 'src/deep/a.ts', true],
  ['src/**/*.ts', 'src/a.ts', true],
  ['src/**/*.ts', 'src/x/y/a.ts', true],
  ['src/**/*.ts', 'src/x/y/a.js', false],
  ['src/*.ts', 'src/x/a.ts', false],
  ['**/test/*.ts', 'test/a.ts', true],
  ['src/?.ts', 'src/ab.ts', false],
  ['src/a+b.ts', 'src/a+b.ts', true],
  ['src/a.ts', 'src/axts', false],
])('%s and the path %s: %s', (scope, path, isIn) => {
  expect(isInScope(scope, path)).toBe(isIn);
});

test.each(['', '/etc', '../x', 'a/../b', '~/x', 'src/{a,b}', 'src/[ab]', '!src', 'a\nb', ' src', './src'])(
  '%j is not a scope',
  (scope) => {
    expect(isFileScope(scope)).toBe(false);
  },
);

const segment = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '?b', '**');
const scope = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'bb', 'abb'), { minLength: 1, maxLength: 5 })
  .map((names) => names.join('/'));

test('scopes that have a path in common overlap', () => {
  void fc.assert(
    fc.property(scope, scope, path, (one, other, common) => {
      fc.pre(isInScope(one, common) && isInScope(other, common));

      expect(scopesOverlap(one, other)).toBe(true);
    }),
  );
});

test.each([
  ['src/a/**', 'src/b/**'],
  ['src/*.ts', 'src/*.css'],
  ['src/a.ts', 'src/ab.ts'],
  ['docs', 'src/docs'],
])('%s and %s do not overlap', (one, other) => {
  expect([scopesOverlap(one, other), scopesOverlap(other, one)]).toEqual([false, false]);
});

test.each([
  ['src/a*b*c*d*.ts', false],
  ['src/a*b*c*d.ts', true],
  ['src/***/a.ts', true],
  ['a/**/b/**/c/**/d/**', false],
  ['packages/**/src/**/test/**', true],
  [`src/${'a'.repeat(997)}`, false],
])('%s is a scope, matched in bounded time: %s', (scope, isBounded) => {
  expect(isFileScope(scope)).toBe(isBounded);
});

test('stars that follow each other are one, and a path that no file has is in no scope', () => {
  expect(isInScope('src/a***.ts', 'src/abc.ts')).toBe(true);
  expect(isInScope('src', `src/${'a/'.repeat(400)}b`)).toBe(true);
  expect(isInScope('src', `src/${'a/'.repeat(500)}b`)).toBe(false);
});

test('comparing ends with its steps, and says then that scopes overlap', () => {
  const steps = { left: 6 };
  expect(scopesOverlap('ab', 'ac', steps)).toBe(false);
  expect(scopesOverlap('ab', 'ac', steps)).toBe(false);
  expect(scopesOverlap('ab', 'ac', steps)).toBe(true);
});
