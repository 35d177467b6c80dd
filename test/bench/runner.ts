import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runnerFileIn } from '../../local/world/child-processes/runner-launcher.ts';
import { temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../../local/world/laptop-run.ts';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { installedFiles } from '../../simulators/seed/installed-files.ts';
import { signedIn } from '../e2e/admin-client.ts';

export interface RunnerFigures {
  /**
   * What the runner itself takes of one run, from the start of its first stage to the end of its last: all stages with their git and
   * API calls, without the time in which Claude Code ran. The repository has nothing to install or check.
   */
  overheadMs: number;
  /** The most that one of its processes held. */
  rssMb: number;
  bundleKb: number;
}

const NAME = 'bench';
const STEP_MS = 10;
const PATIENCE_MS = 120_000;

/** One implementation by executor `local`, on real git, with the scripted stand-in for Claude Code. */
export async function measureRunner(outDir: string): Promise<RunnerFigures> {
  const home = temporaryHome();
  const times = timedClaude();
  const run = await startLaptopRun(
    { outDir, port: 0, isKept: false },
    {
      home,
      settings: LaptopSettings.parse({}),
      services: { linear: 'simulated', github: 'simulated' },
      claude: { path: times.program, kind: 'stand-in' },
    },
  );
  try {
    const runnerFile = runnerFileIn(outDir);
    const { wallMs, rssMb } = await measureOne(run, dirname(runnerFile));
    const overheadMs = Math.round(wallMs - times.spentMs());
    return { overheadMs, rssMb: Math.round(rssMb), bundleKb: Math.round(statSync(runnerFile).size / 1000) };
  } finally {
    await run.stop();
    home.clear();
    times.clear();
  }
}

/** A program that runs the stand-in and notes how long it took. */
function timedClaude() {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-bench-'));
  const program = join(folder, 'claude');
  const log = join(folder, 'spent');
  writeFileSync(log, '');
  const lines = [
    '#!/usr/bin/env bash',
    'from=$(date +%s%N)',
    `'${standIn().path}' "$@"; code=$?`,
    `echo $(( ($(date +%s%N) - from) / 1000 )) >> '${log}'`,
    'exit $code',
  ];
  writeFileSync(program, `${lines.join('\n')}\n`, { mode: 0o755 });
  const microseconds = () => readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number);
  return {
    program,
    spentMs() {
      const spent = microseconds();
      if (spent.length === 0) throw new Error('Claude Code was never started');
      return spent.reduce((sum, one) => sum + one, 0) / 1000;
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function measureOne(run: LaptopRun, templates: string): Promise<{ wallMs: number; rssMb: number }> {
  const { linear, github } = run.vendors;
  if (linear === undefined || github === undefined) throw new Error('both vendors must be simulated');
  for (const key of linear.keys()) linear.unmark(key);
  const seed = { 'README.md': '# Nothing to install\n', ...installedFiles(templates) };
  await github.addRepository({ owner: 'acme', name: NAME, defaultBranch: 'main', workflows: [], seed });
  const admin = await signedIn(run.laptop.url, run.secrets.accessCode);
  const target = { owner: 'acme', repo: NAME, executor: 'local', planningEnabled: false };
  await admin.call('POST', '/api/mappings', { name: NAME, teamKey: 'ENG', label: NAME, ...target });
  const key = linear.createIssue('ENG', { title: 'Greet by name', description: 'Greet people by their name.' });
  linear.addLabel(key, NAME);
  linear.mark(key);
  const execution = () => run.executor.executions().find(({ name }) => name.startsWith(`${key} `));
  await until(() => execution() !== undefined);
  const startedAt = performance.now();
  let rssMb = 0;
  await until(() => {
    rssMb = Math.max(rssMb, ...runnerProcesses().map(residentMb));
    return execution()?.state === 'ended';
  });
  const wallMs = performance.now() - startedAt;
  await until(() => linear.labelsOf(key).includes('Ready for Review'));
  return { wallMs, rssMb };
}

async function until(isTrue: () => boolean): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error(`not within ${PATIENCE_MS} ms: ${isTrue}`);
    await delay(STEP_MS);
  }
}

function runnerProcesses(): string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && textOf(`/proc/${pid}/cmdline`).includes('runner.mjs'),
  );
}

/** In MB of 1,000,000 bytes; Linux gives kB of 1024. */
function residentMb(pid: string): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return (Number(kilobytes) * 1024) / 1_000_000;
}

/** Empty when the process is gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
