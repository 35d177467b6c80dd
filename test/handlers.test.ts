import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('a handler has at most 40 lines', () => {
  const handlers = readdirSync(join(ROOT, 'functions')).map((name) => `functions/${name}/handler.ts`);

  expect(handlers.length).toBeGreaterThan(5);
  expect(handlers.filter((path) => textOf(path).trimEnd().split('\n').length > 40)).toEqual([]);
});

test('wiring decides nothing', () => {
  const wiring = readdirSync(join(ROOT, 'shared/wiring')).map((name) => `shared/wiring/${name}`);

  expect(wiring.length).toBeGreaterThan(3);
  expect(wiring.filter((path) => /\b(?:if|switch) \(/.test(textOf(path)))).toEqual([]);
});
