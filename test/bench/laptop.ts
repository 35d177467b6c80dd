import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { OnEffect } from '../../local/stack/aws/aws-endpoint.ts';
import { temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../../local/world/laptop-run.ts';
import { SEEDED_LIMITS, SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';

export interface LaptopFigures {
  /** From the start, after synthesis, until every function waits for its first event. */
  readyMs: number;
  /** Of the host and all function processes together, in MB of 1,000,000 bytes. */
  memoryMb: number;
  /** `PSS` counts memory that processes share once; `RSS` counts it for each, where the system does not tell more. */
  memoryKind: 'PSS' | 'RSS';
  /** The longest of those seen: from an accepted result report in a full bucket to the dispatch that it made room for. */
  freedSlotToDispatchMs: number;
}

const TEAM = 'ENG';
const SLOTS = SEEDED_LIMITS[`linear#${TEAM}`] ?? 0;
/** As many as slots: the runs that hold them first all report. */
const FREED = SLOTS;
const STEP_MS = 5;
const PATIENCE_MS = 60_000;

/** Starts what `npm start` starts, on real time; only its simulated runs are quicker, so that reports come soon. */
export async function measureLaptop(outDir: string): Promise<LaptopFigures> {
  const home = temporaryHome();
  const reports = acceptedReports();
  const startedAt = performance.now();
  const run = await startLaptopRun(
    { outDir, port: 0, isKept: true, onEffect: reports.onEffect },
    {
      home,
      settings: LaptopSettings.parse({}),
      services: { linear: 'simulated', github: 'simulated' },
      // What executed runs take is measured by itself.
      runs: 'scripted',
      runTimes: { startDelayMs: 500, stepMs: 300 },
    },
  );
  try {
    await until(() => run.laptop.isWarm());
    const readyMs = performance.now() - startedAt;
    await until(() => dispatchedAt(run).length >= SLOTS + FREED);
    return {
      readyMs,
      ...memoryOf([process.pid, ...run.laptop.processIds()]),
      freedSlotToDispatchMs: longest(run, reports.times),
    };
  } finally {
    await run.stop();
    home.clear();
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error(`not within ${PATIENCE_MS} ms: ${isTrue}`);
    await delay(STEP_MS);
  }
}

/** When the report of each run was accepted: stored, and on its way to whoever settles it. */
function acceptedReports() {
  const times = new Map<string, number>();
  const onEffect: OnEffect = ({ principal, operation, body }, { status }) => {
    if (principal !== 'runner-callback' || operation !== 'SendMessage' || status !== 200) return;
    const event = JSON.parse(String(body.MessageBody)) as { type: string; runId: string };
    if (event.type === 'RunReported' && !times.has(event.runId)) times.set(event.runId, Date.now());
  };
  return { times, onEffect };
}

/**
 * Every slot was taken by the first dispatches, so that the first one after them waited for the first report, the next
 * one for the second, and so on.
 */
function longest(run: LaptopRun, reports: ReadonlyMap<string, number>): number {
  const runIds = new Set(dispatchesOf(run).map(({ inputs }) => inputs['run_id']));
  const freedAt = [...reports].filter(([runId]) => runIds.has(runId)).map(([, at]) => at);
  const waits = dispatchedAt(run)
    .slice(SLOTS, SLOTS + FREED)
    .map((at, index) => at - (freedAt[index] ?? Number.NaN));
  return Math.max(...waits);
}

function dispatchesOf({ vendors }: LaptopRun) {
  const repositories = SEEDED_MAPPINGS.filter(({ teamKey }) => teamKey === TEAM).map(
    ({ owner, repo }) => `${owner}/${repo}`,
  );
  return (vendors.github?.dispatches() ?? []).filter(({ repo }) => repositories.includes(repo));
}

const dispatchedAt = (run: LaptopRun) => dispatchesOf(run).map(({ at }) => Date.parse(at));

function memoryOf(processIds: readonly number[]): Pick<LaptopFigures, 'memoryMb' | 'memoryKind'> {
  try {
    return { memoryMb: sumOf(processIds, 'smaps_rollup', 'Pss'), memoryKind: 'PSS' };
  } catch {
    return { memoryMb: sumOf(processIds, 'status', 'VmRSS'), memoryKind: 'RSS' };
  }
}

/** Adds up a field of Linux's that is given in kB of 1024 bytes. */
function sumOf(processIds: readonly number[], file: string, field: string): number {
  const bytes = processIds.map((pid) => {
    const [, value] =
      new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8')) ?? [];
    return Number(value) * 1024;
  });
  return bytes.reduce((sum, one) => sum + one, 0) / 1_000_000;
}
