import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { env as machine } from 'node:process';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
/** What is no source. */
const LEFT_OUT = ['node_modules', '.git', 'cdk.out', 'dist', '.local', '.local-real', 'coverage'];
/** Traces of where it was made, which are not deployed. */
const NOT_DEPLOYED = /\.metadata\.json$|^validation-report\.json$/;

/** The sources in a folder of this name, with packages of here. */
function copied(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** All files of the stack of a stage, synthesized in this folder, by their paths in it. */
function synthesizedIn(folder: string): Map<string, string> {
  const stage = { account: '123456789012', region: 'eu-central-1', settings: { TAGS: { team: 'platform' } } };
  writeFileSync(join(folder, 'infra/stages/elsewhere.json'), JSON.stringify(stage));
  const outDir = join(folder, 'cdk.out');
  const variables = { CDK_OUTDIR: outDir, CDK_VALIDATION: 'false', CDK_STAGE: 'elsewhere' };
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: folder,
    env: { ...machine, ...variables },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => relative(outDir, join(parentPath, name))).sort();
  const deployed = paths.filter((path) => !NOT_DEPLOYED.test(path));
  return new Map(deployed.map((path) => [path, readFileSync(join(outDir, path), 'base64')]));
}

test('template and assets are the same to the byte, in whatever folder they are made', () => {
  const here = synthesizedIn(copied('here-'));
  const elsewhere = synthesizedIn(copied('a folder of another name-'));

  expect([...here.keys()]).toContain('AiImplement.template.json');
  expect([...here.keys()].filter((path) => /^asset\..*\/handler\.mjs$/.test(path)).length).toBeGreaterThan(10);
  const text = (path: string) => Buffer.from(here.get(path) ?? '', 'base64').toString();
  const runner = [...here.keys()].find((path) => path.endsWith('templates/runner.mjs')) ?? '';
  const sha256 = createHash('sha256').update(text(runner)).digest('hex');
  expect(text('AiImplement.template.json')).toContain(`"RUNNER_SHA256": "${sha256}"`);
  expect([...elsewhere.keys()]).toEqual([...here.keys()]);
  expect([...here.keys()].filter((path) => here.get(path) !== elsewhere.get(path))).toEqual([]);
});
