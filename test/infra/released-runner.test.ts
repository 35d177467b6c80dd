import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { bundleTemplates } from '../../infra/bundle-templates.ts';
import { releasedRunner } from '../../infra/released-runner.ts';
import { blobSha } from '../../shared/adapters/github/compare-files.ts';
import { RELEASED_RUNNERS } from '../../shared/contract/released-runners.ts';
import { VERSION } from '../../shared/contract/version.ts';

test('the row of a release names the runner that this version installs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sha256 = await bundleTemplates(folder);
  const content = readFileSync(join(folder, 'runner.mjs'), 'utf8');

  expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
  expect(await releasedRunner()).toEqual({ version: VERSION, sha256, blob: blobSha(content) });
});

test('the runner is not made of the list of runners, which its own hash is to stand in', async () => {
  const inputsOf = async (entry: string) => {
    const options = { bundle: true, write: false, metafile: true, logLevel: 'silent' } as const;
    const { metafile } = await build({ ...options, entryPoints: [entry], platform: 'node', format: 'esm' });
    return Object.keys(metafile.inputs);
  };

  expect(await inputsOf('runner/main.ts')).not.toContain('shared/contract/released-runners.ts');
  expect(await inputsOf('functions/equip-runner/start-run.ts')).toContain('shared/contract/released-runners.ts');
});

test('each release has one row, which names a file', () => {
  const versions = RELEASED_RUNNERS.map(({ version }) => version);

  expect(new Set(versions).size).toBe(versions.length);
  for (const { version, sha256, blob } of RELEASED_RUNNERS) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect([sha256, blob].join(' ')).toMatch(/^[0-9a-f]{64} [0-9a-f]{40}$/);
  }
});
