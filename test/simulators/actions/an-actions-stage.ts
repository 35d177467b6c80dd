import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';
import { type LocalClock, startClock } from '../../../local/clock.ts';
import type { RunConclusion } from '../../../local/simulators/actions/play-run.ts';
import type { DispatchedRun } from '../../../local/simulators/actions/run-facts.ts';
import type { JobRecord, StepRecord } from '../../../local/simulators/actions/run-play.ts';
import { type Actions, startActions } from '../../../local/simulators/actions/start-actions.ts';
import type { Permissions } from '../../../local/simulators/actions/workflow-file.ts';
import { aRunRequest } from '../../builders/a-run-request.ts';
import { aGitServer } from './a-git-server.ts';

const STUB = join(import.meta.dirname, 'stub-runner.mjs');

/** What the stub of the runner found in one stage. */
export interface Found {
  env: Record<string, string>;
  stdin: string;
  identity?: string;
  now: number;
  handover: string[];
  checkout: string[];
  runner: string[];
  event: { inputs: Record<string, string> };
}

interface Playing {
  jobs: JobRecord[];
  cancel(): void;
  halt(): void;
  ended: Promise<RunConclusion>;
}

export interface Stage {
  clock: LocalClock;
  actions: Actions;
  /** Environment of the machine; may be added to. */
  machineEnv: Record<string, string>;
  secrets: Record<string, string>;
  vars: Record<string, string>;
  /** Permissions of the tokens that were minted, in order. */
  minted: Permissions[];
  /** Commits files to the default branch. */
  commit(files: Record<string, string>): void;
  play(changes?: Partial<DispatchedRun>): Playing;
  found(stage: string, attempt?: number): Found;
  has(record: string): boolean;
  until(condition: () => boolean): Promise<void>;
}

/** The Actions of a repository with the workflows that we ship, and a stub in place of the runner; anew for each test. */
export function anActionsStage(): () => Stage {
  let stage: Stage;
  let close: () => Promise<void>;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'actions-test-'));
    const clock = startClock();
    const machineEnv: Record<string, string> = { RECORDS: join(folder, 'records') };
    const secrets: Record<string, string> = { ANTHROPIC_API_KEY: 'key-of-the-model' };
    const vars: Record<string, string> = {};
    const minted: Permissions[] = [];
    const gitDir = join(folder, 'web.git');
    const commit = aRepository(folder, gitDir);
    const git = await aGitServer(gitDir, (token) => minted.some((_, index) => token === tokenNumber(index)));
    const repository = { fullName: 'acme/web', id: 7, ownerId: 3, defaultBranch: 'main', gitDir, gitUrl: git.url };
    const actions = await startActions({
      clock,
      machine: {
        path: `${aClaude(folder)}:${process.env['PATH']}`,
        env: machineEnv,
        secretsOf: () => secrets,
        varsOf: () => vars,
      },
      repositoryOf: () => repository,
      mintToken: (_, permissions) => tokenNumber(minted.push(permissions) - 1),
      urls: () => ({ api: 'http://api.example', server: 'http://github.example' }),
    });
    const record = (name: string) => join(folder, 'records', name);
    stage = {
      ...{ clock, actions, machineEnv, secrets, vars, minted, commit },
      play: (changes) => play(actions, changes),
      found: (name, attempt = 1) => JSON.parse(readFileSync(record(`${name}-${attempt}.json`), 'utf8')) as Found,
      has: (name) => existsSync(record(name)),
      until: patience,
    };
    close = async () => {
      await actions.close();
      await git.close();
      clock.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  afterEach(async () => {
    await close();
  });
  return () => stage;
}

const tokenNumber = (index: number) => `ghs_job_${index}_${'x'.repeat(20)}`;

function play(actions: Actions, changes: Partial<DispatchedRun> = {}): Playing {
  const cancel = new AbortController();
  const halt = new AbortController();
  const jobs: JobRecord[] = [];
  const { inputs = aRunRequest(), ...others } = changes;
  const run = {
    id: 30,
    attempt: 1,
    repository: 'acme/web',
    workflow: 'claude-implement.yml',
    branch: 'main',
    ...others,
  };
  const watch = { jobs, cancel: cancel.signal, halt: halt.signal };
  const ended = actions.play({ ...run, inputs: { ...inputs } as Record<string, string> }, watch);
  return { jobs, ended, cancel: () => cancel.abort(), halt: () => halt.abort() };
}

/** A bare repository with our workflows; answers what commits to its default branch. */
function aRepository(folder: string, gitDir: string): Stage['commit'] {
  const work = join(folder, 'work');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: work });
  cpSync(join('templates', 'workflows'), join(work, '.github', 'workflows'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  const commit = (files: Record<string, string>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), content);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message=change');
    git('push', '--quiet', gitDir, 'main');
  };
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitDir]);
  execFileSync('git', ['--git-dir', gitDir, 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
  commit({
    '.github/ai-implement/runner.mjs': readFileSync(STUB, 'utf8'),
    'src/app.ts': 'export {};\n',
    'README.md': '',
  });
  return commit;
}

/** A folder with a `claude`, so that none is installed. */
function aClaude(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'claude'), '#!/bin/sh\n', { mode: 0o755 });
  return bin;
}

const PATIENCE_MS = 15_000;

async function patience(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error('what the test waits for did not happen');
    await sleep(10);
  }
}

/** The record of a job, or of one of its steps. */
export function jobNamed(jobs: readonly JobRecord[], name: string): JobRecord {
  const job = jobs.find((one) => one.name === name);
  expect(job, name).toBeDefined();
  return job as JobRecord;
}

export function stepNamed(jobs: readonly JobRecord[], job: string, name: string): StepRecord {
  const step = jobNamed(jobs, job).steps.find((one) => one.name === name);
  expect(step, name).toBeDefined();
  return step as StepRecord;
}
