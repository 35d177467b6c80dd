import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodePackage } from '../../../runner/work/package-manager.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-test-'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['npm', 'pnpm', 'yarn']) writeFileSync(join(folder, 'bin', name), '');
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

const read = (configured?: 'npm' | 'pnpm' | 'yarn', path = join(folder, 'bin')) =>
  nodePackage(folder, configured, path);

test('without a package.json there is nothing to install', async () => {
  expect(await read('npm')).toBeUndefined();
});

test.each([
  [{ 'package-lock.json': '' }, undefined, 'npm ci'],
  [{ 'pnpm-lock.yaml': '' }, undefined, 'pnpm install --frozen-lockfile'],
  [{ 'yarn.lock': '' }, undefined, 'yarn install --frozen-lockfile'],
  [{ 'yarn.lock': '', '.yarnrc.yml': '' }, undefined, 'yarn install --immutable'],
  [{}, undefined, 'npm install --no-package-lock'],
  [{ 'package.json': '{"packageManager":"pnpm@10.0.0"}' }, undefined, 'pnpm install --no-lockfile'],
  [{ 'package-lock.json': '', 'pnpm-lock.yaml': '' }, 'npm', 'npm ci'],
  [{ 'package-lock.json': '' }, 'yarn', 'yarn install --no-lockfile'],
  [{ 'package.json': 'not JSON' }, undefined, 'npm install --no-package-lock'],
] as const)('files %j and the configuration %s: %s', async (files, configured, expected) => {
  write({ 'package.json': '{}', ...files });

  const { command, args } = (await read(configured))?.install ?? { command: '', args: [] };

  expect([command, ...args].join(' ')).toBe(expected);
});

test('a manager that is not installed is got by npm', async () => {
  write({ 'package.json': '{"scripts":{"test":"x"}}', 'pnpm-lock.yaml': '' });

  expect((await read(undefined, '/nowhere'))?.script('test')).toEqual({
    command: 'npx',
    args: ['--yes', 'pnpm', 'run', 'test'],
  });
});
