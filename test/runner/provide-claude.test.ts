import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { npmEnvironment } from '../../runner/env.ts';
import { EXIT } from '../../runner/process/exit-codes.ts';
import { CLAUDE_INTEGRITY, type ClaudePlatform, claudePackage } from '../../runner/tools/claude-packages.ts';
import { type Machine, provideClaude } from '../../runner/tools/provide-claude.ts';
import { CLAUDE_VERSION } from '../../shared/contract/claude-version.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provide-claude-'));
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Stands for npm on the PATH: notes how it was called, and does `deed` in the folder where it was. */
function npm(deed: string): void {
  const script = `#!/bin/sh\necho "$@" > ${folder}/called\ncp package-lock.json package.json ${folder}\n${deed}\n`;
  writeFileSync(join(folder, 'bin', 'npm'), script);
  chmodSync(join(folder, 'bin', 'npm'), 0o755);
}

const installs = (platform: ClaudePlatform) =>
  `mkdir -p node_modules/${claudePackage(platform)} && cd node_modules/${claudePackage(platform)} && echo x > claude && chmod +x claude`;
const LINUX: Machine = { platform: 'linux', arch: 'x64', hasGlibc: true };
const provide = (machine: Machine = LINUX) =>
  provideClaude(
    {
      machine,
      temp: folder,
      pathFile: join(folder, 'path'),
      environment: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
    },
    { signal: new AbortController().signal },
  );
const written = (name: string) => readFileSync(join(folder, name), 'utf8');

test.each<[ClaudePlatform, Machine]>([
  ['linux-x64', LINUX],
  ['linux-arm64', { ...LINUX, arch: 'arm64' }],
  ['linux-x64-musl', { ...LINUX, hasGlibc: false }],
  ['linux-arm64-musl', { ...LINUX, arch: 'arm64', hasGlibc: false }],
  ['darwin-x64', { platform: 'darwin', arch: 'x64', hasGlibc: false }],
  ['darwin-arm64', { platform: 'darwin', arch: 'arm64', hasGlibc: false }],
])('%s gets its one package, by version and hash, and no script of it runs', async (platform, machine) => {
  npm(installs(platform));

  expect(await provide(machine)).toBe(EXIT.done);
  const name = claudePackage(platform);
  expect(written('called')).toMatch(/^ci --ignore-scripts /);
  expect(JSON.parse(written('package.json'))).toEqual({ private: true, dependencies: { [name]: CLAUDE_VERSION } });
  expect(JSON.parse(written('package-lock.json')).packages).toEqual({
    '': { dependencies: { [name]: CLAUDE_VERSION } },
    [`node_modules/${name}`]: { version: CLAUDE_VERSION, integrity: CLAUDE_INTEGRITY[platform] },
  });
  expect(written('path')).toBe(`${folder}/claude-code/node_modules/${name}\n`);
});

test.each([
  ['npm refuses the archive', 'echo EINTEGRITY >&2; exit 1'],
  ['npm installs nothing', 'exit 0'],
  ['npm fails after it installed', `${installs('linux-x64')}; exit 1`],
])('where %s, nothing is put on the PATH', async (_, deed) => {
  npm(deed);

  expect(await provide()).toBe(EXIT.failed);
  expect(() => written('path')).toThrow('ENOENT');
});

test('a machine for which there is none asks npm for nothing', async () => {
  npm('exit 0');

  expect(await provide({ ...LINUX, arch: 's390x' })).toBe(EXIT.failed);
  expect(() => written('called')).toThrow('ENOENT');
});

test('npm gets its settings and the proxy, and nothing that the job holds', () => {
  const given = {
    PATH: '/bin',
    HOME: '/home',
    npm_config_registry: 'https://npm.acme.test',
    HTTPS_PROXY: 'http://proxy',
  };
  const held = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary', ANTHROPIC_API_KEY: 'canary', NODE_OPTIONS: '--inspect' };

  expect(npmEnvironment({ ...given, ...held })).toEqual(given);
});

test('every hash is one of 512 bits, and no two are the same', () => {
  const hashes = Object.values(CLAUDE_INTEGRITY);

  expect(new Set(hashes).size).toBe(hashes.length);
  for (const hash of hashes) expect(Buffer.from(hash.replace('sha512-', ''), 'base64')).toHaveLength(64);
});
