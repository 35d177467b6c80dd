import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CachedPackages, fetchPackages } from '../../local/world/home/package-cache.ts';

let home: string;
const logged: string[] = [];
const log = (line: string) => logged.push(line);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ai-implement-cache-'));
  logged.length = 0;
  mkdirSync(join(home, 'bin'));
  vi.stubEnv('PATH', `${join(home, 'bin')}:/usr/bin:/bin`);
  vi.stubEnv('XDG_CACHE_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** An npm that writes down each of its calls in `calls`, and does this in the folder it is told. */
function npm(script: string): void {
  const path = join(home, 'bin', 'npm');
  writeFileSync(path, `#!/bin/sh\necho "$*" >> ${join(home, 'calls')}\ncd "$3" || exit 9\n${script}\n`);
  chmodSync(path, 0o755);
}

const calls = () => readFileSync(join(home, 'calls'), 'utf8').trim().split('\n');
const kept = () => readdirSync(join(home, 'ai-implement'));

const packages: CachedPackages = {
  name: 'things-1',
  title: 'Things (3 MB, once)',
  files: { 'package.json': '{"private":true}' },
  npm: ['ci', '--ignore-scripts'],
  isWhole: (folder) => existsSync(join(folder, 'node_modules', 'thing')),
};

test('packages are fetched once, with a line that says so', () => {
  npm('cp package.json copy.json && mkdir -p node_modules/thing');

  expect(fetchPackages(packages, log)).toBe(join(home, 'ai-implement', 'things-1'));
  expect(fetchPackages(packages, log)).toBe(join(home, 'ai-implement', 'things-1'));
  expect(calls()).toEqual([expect.stringMatching(/^ci --prefix .*things-1\.\d+ --no-audit .* --ignore-scripts$/)]);
  expect(logged).toEqual([`Fetching Things (3 MB, once) into ${join(home, 'ai-implement', 'things-1')} …`]);
  expect(readFileSync(join(home, 'ai-implement', 'things-1', 'copy.json'), 'utf8')).toBe('{"private":true}');
});

test.each([
  ['npm fails', 'exit 7', 'Things (3 MB, once) cannot be installed: npm ended with 7.'],
  ['npm ends well without them', 'exit 0', 'Things (3 MB, once) cannot be installed: npm ended with 0.'],
])('where %s, a sentence is thrown and nothing stays behind', (_name, script, sentence) => {
  npm(script);

  expect(() => fetchPackages(packages, log)).toThrow(sentence);
  expect(kept()).toEqual([]);
});

test('a folder that is not whole makes room', () => {
  mkdirSync(join(home, 'ai-implement', 'things-1', 'node_modules'), { recursive: true });
  npm('mkdir -p node_modules/thing');

  expect(packages.isWhole(fetchPackages(packages, log))).toBe(true);
  expect(kept()).toEqual(['things-1']);
});

test('what another one fetched meanwhile is kept', () => {
  npm('mkdir -p node_modules/thing ../things-1/node_modules/thing && touch ../things-1/first');

  expect(existsSync(join(fetchPackages(packages, log), 'first'))).toBe(true);
  expect(kept()).toEqual(['things-1']);
});
