import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RepositoryFiles } from '../../simulators/seed/seed-repositories.ts';
import { runDetail, stepsOf } from './run-detail.ts';
import { fileOn, type Played, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// What a repository brings along: hooks, package managers and checks.

const folder = mkdtempSync(join(tmpdir(), 'ai-implement-hooks-'));
let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld({ pnpm: stub('pnpm'), yarn: stub('yarn') });
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that only writes down how it was called, into a file of its own name. */
function stub(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> ${file}.calls\n`);
  chmodSync(file, 0o755);
  return file;
}

const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);

const HOOKS = ['setup', 'verify', 'teardown'] as const;

/** A repository whose hooks note in the file `trace` that they ran; `ends` is added to their scripts. */
function hooks(trace: string, ends: Partial<Record<(typeof HOOKS)[number], string>> = {}): RepositoryFiles {
  const settings = HOOKS.map((name) => `${name}: scripts/${name}.sh`).join('\n');
  const scripts = HOOKS.map((name) => [`scripts/${name}.sh`, `echo ${name} >> ${trace}\n${ends[name] ?? ''}\n`]);
  return {
    'WORKFLOW.md': `---\nmodel: claude-sonnet-4-6\n${settings}\n---\nDo \${ISSUE_TITLE}.\n`,
    ...Object.fromEntries(scripts),
  };
}

function packageFiles(scripts: Record<string, string>, more: RepositoryFiles = {}): RepositoryFiles {
  return { 'package.json': JSON.stringify({ name: 'app', version: '1.0.0', private: true, scripts }), ...more };
}

const passes = ({ requests }: Played, name: string) => requests.filter(({ pass }) => pass === name).length;

test('setup, verify and teardown run in their order, around the work', async () => {
  const trace = join(folder, 'all-well');

  const played = await world.play({ files: hooks(trace) });

  expect(linesOf(trace)).toEqual(['setup', 'verify', 'teardown']);
  expect(played.pulls[0]?.isDraft).toBe(false);
  const steps = Object.keys(stepsOf(await runDetail(world, played)));
  expect(steps.indexOf('Run setup script')).toBeLessThan(steps.indexOf('Implement'));
  expect(steps.indexOf('Run verify script')).toBeGreaterThan(steps.indexOf('Review'));
});

test('a setup that fails ends the run before the model is asked, and teardown still runs', async () => {
  const trace = join(folder, 'setup-fails');

  const played = await world.play({ files: hooks(trace, { setup: 'echo "no database here" >&2; exit 3' }) });

  expect(linesOf(trace)).toEqual(['setup', 'teardown']);
  expect(played.requests).toEqual([]);
  expect(played.pulls).toEqual([]);
  expect(played.ticket.status).toBe('implementation_failed');
  const [comment] = played.comments;
  expect(comment).toMatch(
    /^⚠️ Implementation failed: A script of the repository failed: setup, scripts\/setup\.sh \(exit code 3\)/,
  );
  expect(comment).toContain('no database here');
});

test('a verify that fails fails the run, whose work still ships as a draft with link and gap analysis', async () => {
  const trace = join(folder, 'verify-fails');

  const played = await world.play({ files: hooks(trace, { verify: 'echo "the page stays blank"; exit 1' }) });

  expect(linesOf(trace)).toEqual(['setup', 'verify', 'teardown']);
  expect(played.runs[0]?.status).toBe('failed');
  expect(played.report).toMatchObject({ outcome: 'failure', isDraft: true });
  const [pull] = played.pulls;
  expect(pull?.isDraft).toBe(true);
  expect(pull?.body).toMatch(/### ⚠️ The run failed\n\n.*verify/);
  expect(pull?.body).toContain('the page stays blank');
  const remarks = world.github.people.commentsOf({ repository: played.repository, number: pull?.number ?? 0 });
  expect(remarks.map(({ body }) => body.split('\n')[0])).toEqual(['## 🔍 AI Implementation Gap Analysis']);
  expect(played.comments.join('\n')).toContain(`/${played.repository}/pull/${pull?.number}`);
  expect(played.comments.join('\n')).toContain('A script of the repository failed: verify, scripts/verify.sh');
  expect(world.linear.labelsOf(played.key)).toContain('Ready for Review');
});

test('a failing test script goes back into the loop until it passes', async () => {
  const files = packageFiles({ test: 'grep -q "revision 2" src/*.mjs' });

  const played = await world.play({ files });

  expect(passes(played, 'review')).toBeGreaterThanOrEqual(2);
  const [pull] = played.pulls;
  expect(await fileOn(world, played.repository, pull?.head ?? '', `src/${played.key.toLowerCase()}.mjs`)).toContain(
    'revision 2',
  );
  expect(pull?.isDraft).toBe(false);
  expect(pull?.body).not.toContain('Failed checks');
});

test('a test script that stays failing makes the pull request a draft that tells its output', async () => {
  const files = packageFiles({ lint: 'true', test: 'echo "expected two greetings" >&2; exit 1' });

  const played = await world.play({ files, mapping: { maxIterations: 2 } });

  const [pull] = played.pulls;
  expect(pull?.isDraft).toBe(true);
  expect(pull?.body).toMatch(/### ⚠️ Failed checks\n\n\*\*test\*\*\n\n[\s\S]*expected two greetings/);
  expect(pull?.body).not.toContain('**lint**');
  expect(played.comments[0]).toContain('(draft: 1 open findings)');
  expect(played.ticket.status).toBe('pr_ready');
});

test('an npm lockfile is installed as it stands, before the checks need it', async () => {
  const files = lockedByNpm();

  const played = await world.play({ files });

  const steps = stepsOf(await runDetail(world, played));
  expect(steps).toMatchObject({ 'Install dependencies': 'succeeded: npm', Checks: 'succeeded: passed' });
  const { head = '' } = played.pulls[0] ?? {};
  expect(await fileOn(world, played.repository, head, 'package-lock.json')).toBe(files['package-lock.json']);
});

/** A lockfile with one package that lies in the repository itself, so that no registry is asked. */
function lockedByNpm(): RepositoryFiles {
  const greeter = { name: 'greeter', version: '1.0.0', main: 'index.js' };
  const root = { name: 'app', version: '1.0.0', dependencies: { greeter: 'file:vendor/greeter' } };
  const packages = {
    '': root,
    'node_modules/greeter': { resolved: 'vendor/greeter', link: true },
    'vendor/greeter': { version: '1.0.0' },
  };
  const scripts = { test: 'node -e "require(\'greeter\')"' };
  return {
    'package.json': JSON.stringify({ ...root, private: true, scripts }),
    'package-lock.json': JSON.stringify({
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages,
    }),
    'vendor/greeter/package.json': JSON.stringify(greeter),
    'vendor/greeter/index.js': 'module.exports = {};\n',
  };
}

test.each([
  ['pnpm', 'pnpm-lock.yaml', "lockfileVersion: '9.0'\n"],
  ['yarn', 'yarn.lock', '# yarn lockfile v1\n'],
])('a lockfile of %s has it called, here a stub that writes down its arguments', async (manager, lockfile, content) => {
  const files = packageFiles({ test: 'false' }, { [lockfile]: content });

  const played = await world.play({ files });

  expect(linesOf(join(folder, `${manager}.calls`))).toEqual([
    `${manager} install --frozen-lockfile`,
    `${manager} run test`,
  ]);
  expect(played.pulls[0]?.isDraft).toBe(false);
});
