import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHandedOver } from '../../runner/machine/copy-handed-over.ts';

let folder: string;
let from: string;
let to: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handed-over-'));
  [from, to] = [join(folder, 'from'), join(folder, 'to')];
  for (const path of [from, to]) mkdirSync(path);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const copied = () => copyHandedOver('outcome.json', { from, to, owner: undefined });
const left = () => join(from, 'outcome.json');

test('a plain file is copied whole', () => {
  writeFileSync(left(), 'x'.repeat(3_000_000));

  expect(copied()).toBe(true);
  expect(readFileSync(join(to, 'outcome.json'), 'utf8')).toBe('x'.repeat(3_000_000));
});

test.each<[string, () => void]>([
  ['that is not there', () => {}],
  ['that leads elsewhere', () => symlinkSync('/etc/hostname', left())],
  ['that is a folder', () => mkdirSync(left())],
  ['that nobody writes to', () => void spawnSync('mkfifo', [left()])],
  [
    'that has another name too',
    () => {
      writeFileSync(join(folder, 'another'), 'x');
      linkSync(join(folder, 'another'), left());
    },
  ],
  [
    'that is too large',
    () => {
      writeFileSync(left(), '');
      truncateSync(left(), 5 * 1024 * 1024);
    },
  ],
])('a file %s is not handed on', (_which, leave) => {
  leave();

  expect(copied()).toBe(false);
});

test('what stands in the next folder already is not overwritten', () => {
  writeFileSync(left(), 'new');
  writeFileSync(join(to, 'outcome.json'), 'old');

  expect(copied).toThrow();
  expect(readFileSync(join(to, 'outcome.json'), 'utf8')).toBe('old');
});
