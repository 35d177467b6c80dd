import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FUNCTION_ENVS } from '../../shared/contract/env.ts';
import { handlerStarts } from '../bench/handler-starts.ts';
import { MAX_RATIO, type SizedFunction, sizedFunctions } from '../bench/init-size.ts';

// Every function is bundled as for AWS and started once; counts, not times: `npm run bench` has those.

const LAZY = ['@linear/sdk', '@octokit/rest', '@octokit/auth-app'];

let folder: string;
let sized: SizedFunction[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-size-'));
  const starts = await handlerStarts();
  sized = await sizedFunctions(folder, starts);
  starts.stop();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const functionNamed = (name: string) => sized.find(({ handler }) => handler.name === name);

test.each(Object.keys(FUNCTION_ENVS))('%s loads at most 1.25 times what its libraries alone load', (name) => {
  const { handler, ratio } = functionNamed(name) ?? {};

  // Less than its libraries would mean that something was not measured.
  expect(handler?.kB).toBeGreaterThan(300);
  expect(ratio).toBeGreaterThan(1);
  expect(ratio).toBeLessThanOrEqual(MAX_RATIO);
});

test('the SDKs of vendors are in the bundle, and no function loads them before they are needed', () => {
  const metafile = readFileSync(join(folder, 'functions.metafile.json'), 'utf8');
  const loaded = sized.flatMap(({ handler }) => [...handler.packages]);

  expect(LAZY.filter((name) => metafile.includes(`node_modules/${name}/`))).toEqual(LAZY);
  expect(loaded.filter((name) => LAZY.includes(name))).toEqual([]);
  expect(loaded).toContain('@aws-sdk/lib-dynamodb');
});

// It takes undici with it. On the laptop SSM is asked over HTTP, so that only functions without secrets at init tell.
test.each(['admin', 'watch-runs'])('%s leaves node:http alone', (name) => {
  const packages = functionNamed(name)?.handler.packages;

  expect(packages).toContain('node:https');
  expect(packages).not.toContain('node:http');
});

test('every empty handler is what some function is compared with', () => {
  const compared = new Set(sized.map(({ empty }) => empty.name));

  expect([...compared].sort()).toEqual(
    readdirSync('test/bench/empty-handlers')
      .map((file) => file.replace('.ts', ''))
      .sort(),
  );
});
