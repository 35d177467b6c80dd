import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { timerStore } from '../../shared/adapters/dynamodb/timer-store.ts';
import { instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import type { LinearState } from '../../simulators/linear/state.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { withMeasuredRun } from './measured-run.ts';
import { peakMb } from './peak-memory.ts';

/** What polls and watches take where so many tickets are marked, a fifth of which runs. */
export interface ScaleFigures {
  tickets: number;
  /** The longest poll and the longest watch, in real milliseconds. */
  pollMs: number;
  watchMs: number;
  /** The most that a process of either ever had in memory, in MB of 1,000,000 bytes. */
  rssMb: number;
  /** The most that one poll asked of Linear. */
  linearRequests: number;
}

const SCALES = [100, 1000, 10_000];
/** Linear answers after so many milliseconds. */
const ANSWERS_AFTER_MS = 200;
const TEAM = 'BIG';
const RUNNING_LABEL = 'AI-Working';
/** Enough for each part of the largest listing that is read by one poll to differ. */
const POLLS = 3;
/** Longer than a tracker rests after the largest poll. */
const BETWEEN_MS = 5 * MINUTE_MS;
const AT_ONCE = 50;

export async function measureScale(outDir: string): Promise<ScaleFigures[]> {
  const figures: ScaleFigures[] = [];
  for (const tickets of SCALES) figures.push(await measureAt(outDir, tickets));
  return figures;
}

/** Every ticket is known, as after some hours; limits of Linear hold. */
function measureAt(outDir: string, tickets: number): Promise<ScaleFigures> {
  const linear = workspaceOf(tickets);
  const options = { outDir, linear, pollIntervalMs: 24 * 3_600_000, hasTrackerWebhooks: false };
  return withMeasuredRun(options, async (run) => {
    await putRecords(run, linear);
    run.vendors.linear?.faults.add({ operation: '*', kind: 'delay', delayMs: ANSWERS_AFTER_MS });
    return measured(run, tickets);
  });
}

/** Of five marked tickets one runs. */
const isRunning = (n: number) => n % 5 === 0;

function workspaceOf(tickets: number): LinearState {
  const issues = Array.from({ length: tickets }, (_, n) => ({
    title: `Ticket ${n + 1}`,
    labels: isRunning(n) ? [TRIGGER_LABEL, RUNNING_LABEL] : [TRIGGER_LABEL],
  }));
  const labels = [TRIGGER_LABEL, RUNNING_LABEL];
  return stateFromSeed({ labels, teams: [{ key: TEAM, name: 'Large', issues }] }, Date.now());
}

async function putRecords(run: LaptopRun, { issues }: LinearState): Promise<void> {
  const [tableName = ''] = Object.values(run.laptop.tableNames);
  const { dynamodb } = run.laptop;
  const now = () => instant(run.clock.now());
  const [runs, tickets, timers] = [
    runStore(dynamodb, tableName, { now }),
    ticketStore(dynamodb, tableName),
    timerStore(dynamodb, tableName),
  ];
  const at = now();
  const mapping = aMapping({ teamKey: TEAM, paused: true, version: 0 });
  await mappingStore(dynamodb, tableName).save(mapping);
  const put = async (n: number) => {
    const ticketId = issues[n]?.id;
    if (ticketId === undefined) return;
    const known = { ticketId, key: `${TEAM}-${n + 1}`, mappingId: mapping.mappingId, updatedAt: at };
    if (!isRunning(n)) return void (await tickets.write(aTicketRecord(known)));
    const runId = `bench-run-${n}`;
    const started = { status: 'running', reservedAt: at, startedAt: at, heartbeatAt: at } as const;
    await runs.reserve(aRun({ runId, ticketId, workflowRunId: String(n + 1), ...started }));
    await tickets.write(
      aTicketRecord({ ...known, status: 'implementing', shownStage: 'implementing', runId, runAt: at }),
    );
    await timers.set({ kind: 'check-run', dueAt: plus(at, -MINUTE_MS), tracker: 'linear', ticketId, runId });
  };
  for (let from = 0; from < issues.length; from += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => put(from + index)));
}

async function measured(run: LaptopRun, tickets: number): Promise<ScaleFigures> {
  const { laptop, clock } = run;
  const { linear } = run.vendors;
  if (linear === undefined) throw new Error('Linear must be simulated');
  let [pollMs, watchMs, linearRequests] = [0, 0, 0];
  for (let n = 0; n < POLLS; n += 1) {
    clock.advance(BETWEEN_MS);
    linear.resetCounts();
    pollMs = Math.max(pollMs, await took(() => laptop.invoke('poll-tickets', {})));
    linearRequests = Math.max(linearRequests, readsOf(linear));
    watchMs = Math.max(watchMs, await took(() => laptop.invoke('watch-runs', {})));
  }
  const processes = [...laptop.processIds('poll-tickets'), ...laptop.processIds('watch-runs')];
  return { tickets, pollMs, watchMs, rssMb: Math.round(Math.max(...processes.map(peakMb))), linearRequests };
}

/** What polls ask of it: listings, and what stands in none. */
function readsOf(linear: LinearSimulator): number {
  const { MarkedTickets = 0, ReadTickets = 0 } = linear.counts().byOperation;
  return MarkedTickets + ReadTickets;
}

async function took(invocation: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await invocation();
  return Math.round(performance.now() - began);
}
