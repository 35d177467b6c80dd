import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';
import { aRunRequest } from '../../../test/builders/a-run-request.ts';
import { type OidcIssuer, startOidcIssuer } from '../../actions/oidc-issuer.ts';
import type { RunConclusion } from '../../actions/play-run.ts';
import type { DispatchedRun } from '../../actions/run-facts.ts';
import type { JobRecord, Runner, StepRecord } from '../../actions/run-play.ts';
import { type Actions, startActions } from '../../actions/start-actions.ts';
import type { Permissions } from '../../actions/workflow-file.ts';
import { type LocalClock, startClock } from '../../clock.ts';
import { commitFiles } from '../../github/git/commit-files.ts';
import { type GitHubSimulator, startGitHubSimulator } from '../../github/github-simulator.ts';
import type { SimulatedRepository } from '../../github/repositories.ts';
import { APP } from '../a-github-simulator.ts';

const STUB = join(import.meta.dirname, 'stub-runner.mjs');

/** What the stub of the runner found in one stage. */
interface Found {
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
  issuer: OidcIssuer;
  /** Environment of the machine; may be added to. */
  machineEnv: Record<string, string>;
  secrets: Record<string, string>;
  vars: Record<string, string>;
  /** Own runners by their label; jobs that ask for another get one of GitHub's. */
  runners: Record<string, Runner>;
  /** Permissions of the tokens that were minted, in order. */
  minted: Permissions[];
  github: GitHubSimulator;
  /** Commits files to the default branch. */
  commit(files: Record<string, string>): Promise<void>;
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
    const seeded = aShippedRepository();
    const github = await startGitHubSimulator({
      clock,
      appId: APP.appId,
      appKey: APP.privateKey,
      repositories: [seeded],
    });
    const { gitDir = '', gitUrl = '' } = seeded;
    const machineEnv: Record<string, string> = { RECORDS: join(folder, 'records') };
    const secrets: Record<string, string> = { ANTHROPIC_API_KEY: 'key-of-the-model' };
    const vars: Record<string, string> = {};
    const runners: Record<string, Runner> = {};
    const hosted: Runner = { environment: 'github-hosted', name: 'GitHub Actions 1' };
    const minted: Permissions[] = [];
    const issuer = await startOidcIssuer({ clock });
    const actions = startActions({
      clock,
      issuer,
      machine: {
        path: aPath(folder),
        env: machineEnv,
        secretsOf: () => secrets,
        varsOf: () => vars,
        runnerOf: (label) => runners[label] ?? hosted,
      },
      repositoryOf: () => ({ fullName: 'acme/web', id: 7, ownerId: 3, defaultBranch: 'main', gitDir, gitUrl }),
      mintToken(_, permissions) {
        minted.push(permissions);
        return github.tokens.mintJobToken(seeded, permissions).token;
      },
      urls: () => ({ api: github.url, server: github.url }),
    });
    const record = (name: string) => join(folder, 'records', name);
    stage = {
      ...{ clock, actions, issuer, github, machineEnv, secrets, vars, runners, minted },
      commit: (files) => commit(gitDir, files),
      play: (changes) => play(actions, changes),
      found: (name, attempt = 1) => JSON.parse(readFileSync(record(`${name}-${attempt}.json`), 'utf8')) as Found,
      has: (name) => existsSync(record(name)),
      until: patience,
    };
    close = async () => {
      await actions.close();
      await issuer.close();
      await github.close();
      clock.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  afterEach(async () => {
    await close();
  });
  return () => stage;
}

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

/** A repository with the workflows that we ship, and the stub where the runner belongs. */
export function aShippedRepository(): SimulatedRepository {
  const folder = join('templates', 'workflows');
  const shipped = readdirSync(folder).map((name) => [
    `.github/workflows/${name}`,
    readFileSync(join(folder, name), 'utf8'),
  ]);
  const own = {
    '.github/ai-implement/runner.mjs': readFileSync(STUB, 'utf8'),
    'src/app.ts': 'export {};\n',
    'README.md': '',
  };
  const seed = { ...own, ...Object.fromEntries(shipped) };
  return { owner: 'acme', name: 'web', defaultBranch: 'main', workflows: [], seed };
}

async function commit(gitDir: string, files: Record<string, string>): Promise<void> {
  const author = { name: 'octocat', email: 'octocat@example.com', at: Date.now() };
  await commitFiles(gitDir, { branch: 'main', files, message: 'change', author });
}

/** Ours, with a `claude` in it, so that none is installed. */
export function aPath(folder: string): string {
  const { PATH = '' } = env;
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'claude'), '#!/bin/sh\n', { mode: 0o755 });
  return `${bin}:${PATH}`;
}

const PATIENCE_MS = 60_000;

export async function patience(condition: () => boolean): Promise<void> {
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
