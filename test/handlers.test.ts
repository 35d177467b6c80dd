import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const handlers = readdirSync(join(ROOT, 'functions')).map((name) => `functions/${name}/handler.ts`);
const wiring = readdirSync(join(ROOT, 'shared/wiring')).map((name) => `shared/wiring/${name}`);

/** A choice between two ways; `?.` and `??` are none, nor is the `?` of a type. */
const DECISION = /\b(?:if|switch) \(|\s\? |===|!==(?! '')/;

test('a handler has at most 40 lines', () => {
  expect(handlers.length).toBeGreaterThan(5);
  expect(handlers.filter((path) => textOf(path).trimEnd().split('\n').length > 40)).toEqual([]);
});

test('neither wiring nor handlers decide anything, but that what has no address is not there', () => {
  expect(wiring.length).toBeGreaterThan(10);
  expect([...wiring, ...handlers].filter((path) => DECISION.test(textOf(path)))).toEqual([]);
});

test.each(['if (run.phase)', 'switch (name)', "const a = isSaved ? 'x' : 'y'", "env.TRACKER !== 'jira'", 'a === b'])(
  '%s is a decision',
  (line) => {
    expect(DECISION.test(line)).toBe(true);
  },
);
