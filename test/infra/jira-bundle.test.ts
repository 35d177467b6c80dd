import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleHandlers } from '../../infra/bundle-functions.ts';

let folder: string;
let outputs: Metafile['outputs'];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jira-bundle-'));
  await bundleHandlers({ jira: 'shared/adapters/jira/jira-tracker.ts' }, join(folder, 'out'));
  ({ outputs } = JSON.parse(readFileSync(join(folder, 'out.metafile.json'), 'utf8')) as Metafile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** kB of a bundle's output that come from files whose path fits. */
function kBFrom(path: RegExp): number {
  const parts = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return parts.reduce((sum, [file, { bytesInOutput }]) => sum + (path.test(file) ? bytesInOutput / 1000 : 0), 0);
}

test('of the SDK of Jira the bundle holds what we call, and of zod not its languages', () => {
  expect(kBFrom(/node_modules\/jira\.js\//)).toBeGreaterThan(5);
  expect(kBFrom(/node_modules\/jira\.js\//)).toBeLessThan(60);
  expect(kBFrom(/node_modules\/zod\//)).toBeGreaterThan(50);
  expect(kBFrom(/node_modules\/zod\/.*locales/)).toBeLessThan(5);
});

test('the adapter of Jira loads neither the SDK nor the converter before they are needed', () => {
  const handler = Object.entries(outputs).find(([file]) => file.endsWith('jira/handler.mjs'))?.[1];
  const eager = handler?.imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path) ?? [];
  const loaded = eager.flatMap((chunk) => Object.keys(outputs[chunk]?.inputs ?? {}));

  expect(loaded.some((file) => file.includes('node_modules/zod/'))).toBe(true);
  expect(loaded.filter((file) => /node_modules\/(?:jira\.js|markdown-it|entities|linkify-it)\//.test(file))).toEqual(
    [],
  );
});
