import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { env as machine } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { readOptions, UsageError } from '../../local/commands/options.ts';
import { commitNamed } from './tree-at.ts';

const HELP = `Usage: npm run bench:first -- --base COMMIT [--rounds N]

Measures how long a newcomer waits, from typing \`npm install && npm start\` to the first pull request, at a commit and at HEAD beside it, in
clones of their own with a warm npm cache and without Claude Code. The last line is one JSON object. Ends with 1 where HEAD takes more than
0.75 of the time of the base.

  --base COMMIT   what HEAD is held against
  --rounds N      how often each is measured, in turns; the fastest of each counts (default 1)
  --help`;

const OPTIONS = {
  base: { type: 'string' },
  rounds: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const BOUND = 0.75;
const PORT = 4840;
const PATIENCE_MS = 20 * 60_000;
const ANSWER_MS = 2000;
const REPOSITORIES = ['backend', 'mobile', 'infrastructure'];

interface Measured {
  commit: string;
  installMs: number;
  /** From the start to the first pull request. */
  startMs: number;
  totalMs: number;
}

/** `npm run bench:first`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const examples = { base: '5ffbba2', rounds: '3' };
  const values = readOptions({ command: 'npm run bench:first', options: OPTIONS, examples, args });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.base === undefined)
    throw new UsageError('What to hold HEAD against? npm run bench:first -- --base 5ffbba2');
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError(`--rounds ${values.rounds} is no number from 1 on`);
  const [base, head] = [commitNamed(values.base), commitNamed('HEAD')];
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-first-'));
  try {
    const clones = [base, head].map((commit) => clone(commit, join(folder, commit)));
    warmCache(clones);
    const measured: Record<string, Measured[]> = { [base]: [], [head]: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const commit of [base, head]) measured[commit]?.push(await measure(join(folder, commit), commit));
    }
    return conclude(fastest(measured[base] ?? []), fastest(measured[head] ?? []));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function conclude(base: Measured, head: Measured): number {
  const ratio = Math.round((head.totalMs / base.totalMs) * 1000) / 1000;
  if (ratio > BOUND) console.error(`HEAD takes ${ratio} of the time of the base, which is more than ${BOUND}`);
  console.log(JSON.stringify({ base, head, ratio, bound: BOUND }));
  return ratio > BOUND ? 1 : 0;
}

function fastest(rounds: readonly Measured[]): Measured {
  const [first] = rounds.toSorted((a, b) => a.totalMs - b.totalMs);
  if (first === undefined) throw new Error('nothing was measured');
  return first;
}

function clone(commit: string, folder: string): string {
  must('git', ['clone', '--quiet', '--no-checkout', resolve('.'), folder], '.');
  must('git', ['checkout', '--quiet', '--detach', commit], folder);
  return folder;
}

/** Installs once for each lockfile, and throws that away: what is measured fetches nothing. */
function warmCache(clones: readonly string[]): void {
  const locks = new Map(clones.map((folder) => [readFileSync(join(folder, 'package-lock.json'), 'utf8'), folder]));
  for (const folder of locks.values()) {
    console.error('Warming the npm cache …');
    must('npm', ['install', '--loglevel=error'], folder);
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  }
}

async function measure(folder: string, commit: string): Promise<Measured> {
  for (const made of ['node_modules', '.local', 'dist']) rmSync(join(folder, made), { recursive: true, force: true });
  console.error(`Measuring ${commit.slice(0, 7)} …`);
  const typedAt = performance.now();
  must('npm', ['install'], folder);
  const installedAt = performance.now();
  await untilFirstPull(folder);
  const endedAt = performance.now();
  const [installMs, startMs] = [installedAt - typedAt, endedAt - installedAt].map(Math.round);
  const measured = { commit, installMs: installMs ?? 0, startMs: startMs ?? 0, totalMs: Math.round(endedAt - typedAt) };
  console.error(`  install ${measured.installMs} ms, first pull request ${measured.startMs} ms after it`);
  return measured;
}

/** Starts the laptop run, and stops it as soon as a pull request with code can be looked at. */
async function untilFirstPull(folder: string): Promise<void> {
  const child = spawn('npm', ['start', '--', '--port', String(PORT)], {
    ...{ cwd: folder, env: variables(folder), detached: true },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'close');
  const state = { isOver: false };
  void ended.then(() => {
    state.isOver = true;
  });
  try {
    for (const endsAt = performance.now() + PATIENCE_MS; !(await isPullOpen()); await delay(100)) {
      if (state.isOver) throw new Error('npm start ended before there was a pull request');
      if (performance.now() > endsAt) throw new Error('there was no pull request in time');
    }
  } finally {
    if (!state.isOver) process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
  }
}

/** Asks the pages of the simulated GitHub, which show a pull request without code as well: that is none. */
async function isPullOpen(): Promise<boolean> {
  const pages = REPOSITORIES.map(async (name) => {
    // One that comes before the simulator is up gets no answer at all.
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`http://127.0.0.1:${PORT + 2}/acme/${name}/pull/1`, { signal }).catch(() => undefined);
    return response?.ok === true && (await response.text()).includes('wants to merge');
  });
  return (await Promise.all(pages)).includes(true);
}

function must(command: string, args: string[], folder: string): void {
  const { status } = spawnSync(command, args, {
    cwd: folder,
    env: variables(folder),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

const { PATH: SEARCH_PATH = '', ...surroundings } = machine;

/** As in a fresh terminal: nothing of the npm that runs this, and no Claude Code that was installed before. */
function variables(folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(surroundings).filter(([name]) => !/^npm_/i.test(name) && name !== 'NODE');
  const path = SEARCH_PATH.split(delimiter).filter((part) => !part.includes('node_modules'));
  return { ...Object.fromEntries(own), PATH: path.join(delimiter), XDG_CACHE_HOME: join(folder, '.cache') };
}
