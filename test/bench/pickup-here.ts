import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

// Runs in this tree and, copied into it, in the tree of an older commit: it uses of both what they have in common.

/** What is measured: marks at random moments, the way from a plan on, or how many marked tickets are drained. */
export type Pickup =
  | { kind: 'marks'; count: number; hasWebhooks: boolean; isCold: boolean }
  | { kind: 'plans'; count: number }
  | { kind: 'drain'; perTeam: number; answerMs: number };

/** Times in milliseconds; of a drain one, from the first poll to the last dispatch. */
export interface PickupTimes {
  ms: number[];
}

const TREE = resolve(import.meta.dirname, '../..');
const TEAMS = ['ENG', 'OPS'] as const;
const REPOSITORIES = { ENG: 'backend', OPS: 'infrastructure' } as const;
const MINUTE_MS = 60_000;
/** Between two marks, on average, where they do not wait for each other. */
const PAUSE_MS = 2500;
const STEP_MS = 5;
const PATIENCE_MS = 5 * MINUTE_MS;
/** Nothing that a run does comes in between. */
const NEVER_MS = 3_600_000;

/** What is used of the modules of either tree. */
interface Modules {
  synthesize(outDir: string): Promise<void>;
  temporaryHome(): { clear(): void };
  LaptopSettings: { parse(given: object): object };
}

type Start = (...options: object[]) => Promise<Run>;

interface Effect {
  principal: string;
  operation: string;
  body: { MessageBody?: unknown };
}

interface Run {
  laptop: {
    invoke(name: string, event: unknown): Promise<unknown>;
    processIds(): number[];
    isWarm(): boolean;
    isBusy(): boolean;
  };
  vendors: {
    linear: {
      keys(): string[];
      idOf(key: string): string;
      createIssue(team: string, issue: { title: string }): string;
      mark(key: string): void;
      unmark(key: string): void;
      faults: Faults;
    };
    github: { dispatches(): { at: string; inputs: Record<string, string> }[]; faults: Faults };
  };
  stop(): Promise<void>;
}

interface Faults {
  add(fault: { operation: string; kind: 'delay'; delayMs: number }): void;
}

/** A module of this tree, at the first of these places where there is one. */
async function load<Module>(...paths: string[]): Promise<Module> {
  const path = paths.find((one) => existsSync(join(TREE, one)));
  if (path === undefined) throw new Error(`this tree has none of ${paths.join(', ')}`);
  return (await import(pathToFileURL(join(TREE, path)).href)) as Module;
}

interface StartOptions {
  pollMs: number;
  isPlanned?: boolean;
  hasWebhooks?: boolean;
  startDelayMs?: number;
  onEffect?: (effect: Effect, answer: { status: number }) => void;
}

/** The laptop run with two teams of 100 slots, nothing marked, and every function up. */
async function withRun(options: StartOptions, measure: (run: Run) => Promise<number[]>): Promise<PickupTimes> {
  const outDir = mkdtempSync(join(tmpdir(), 'ai-implement-pickup-'));
  const { synthesize } = await load<Modules>('local/stack/synthesize.ts', 'local/synthesize.ts');
  const { temporaryHome } = await load<Modules>('local/world/home/home.ts', 'local/home.ts');
  const { LaptopSettings } = await load<Modules>('local/world/home/settings.ts', 'local/settings.ts');
  // Starting it is all that this module offers.
  const [start] = Object.values(await load<Record<string, Start>>('local/world/laptop-run.ts', 'local/laptop-run.ts'));
  if (start === undefined) throw new Error('this tree cannot start a laptop run');
  const home = temporaryHome();
  try {
    await synthesize(outDir);
    const all = {
      ...{ home, outDir, port: 0, isKept: false, runs: 'scripted' },
      settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: options.pollMs },
      services: { linear: 'simulated', github: 'simulated' },
      runTimes: { startDelayMs: options.startDelayMs ?? NEVER_MS, stepMs: 100 },
      mappings: mappingsOf(options.isPlanned === true),
      hasTrackerWebhooks: options.hasWebhooks === true,
      ...(options.onEffect && { onEffect: options.onEffect }),
    };
    // An older tree takes all of it as one.
    const run: Run = await start(all, all);
    try {
      for (const key of run.vendors.linear.keys()) run.vendors.linear.unmark(key);
      await until(() => run.laptop.isWarm());
      await quiet(run);
      return { ms: await measure(run) };
    } finally {
      await run.stop();
    }
  } finally {
    home.clear();
    rmSync(outDir, { recursive: true, force: true });
  }
}

function mappingsOf(planningEnabled: boolean): object[] {
  return TEAMS.map((teamKey) => ({
    ...{ name: teamKey, teamKey, owner: 'acme', repo: REPOSITORIES[teamKey], maxInProgress: 100, planningEnabled },
  }));
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const endsAt = performance.now() + PATIENCE_MS; !isTrue(); await delay(STEP_MS)) {
    if (performance.now() > endsAt) throw new Error(`not within ${PATIENCE_MS} ms: ${isTrue}`);
  }
}

async function quiet({ laptop }: Run): Promise<void> {
  for (let times = 0; times < 20; await delay(STEP_MS)) times = laptop.isBusy() ? 0 : times + 1;
}

const newTicket = (run: Run, n: number) =>
  run.vendors.linear.createIssue(TEAMS[n % 2] ?? 'ENG', { title: `Ticket ${n}` });

const dispatchOf = (run: Run, key: string, phase = 'implementation') =>
  run.vendors.github.dispatches().find(({ inputs }) => inputs['ticket_key'] === key && inputs['phase'] === phase);

async function dispatchedAt(run: Run, key: string): Promise<number> {
  await until(() => dispatchOf(run, key) !== undefined);
  return Date.parse(dispatchOf(run, key)?.at ?? '');
}

/** Where every function is to start anew marks wait for each other; else they come at random moments, whatever goes on. */
async function markedTimes(run: Run, { count, isCold }: { count: number; isCold: boolean }): Promise<number[]> {
  const waits: Promise<number>[] = [];
  for (let n = 0; n < count; n += 1) {
    const key = newTicket(run, n);
    if (isCold) await endAll(run);
    else await delay(Math.random() * 2 * PAUSE_MS);
    const markedAt = Date.now();
    run.vendors.linear.mark(key);
    const wait = dispatchedAt(run, key).then((at) => at - markedAt);
    waits.push(wait);
    if (isCold) await wait;
  }
  return Promise.all(waits);
}

async function endAll(run: Run): Promise<void> {
  await quiet(run);
  for (const pid of run.laptop.processIds()) process.kill(pid, 'SIGKILL');
  await until(() => run.laptop.processIds().length === 0);
}

/** From the accepted report of a plan to the dispatch of the implementation of the same ticket. */
async function plannedTimes(count: number): Promise<PickupTimes> {
  const reports = new Map<string, number>();
  const onEffect: StartOptions['onEffect'] = ({ principal, operation, body }, { status }) => {
    if (principal !== 'runner-callback' || operation !== 'SendMessage' || status !== 200) return;
    const event = JSON.parse(String(body.MessageBody)) as { type: string; ticketId: string };
    if (event.type === 'RunReported' && !reports.has(event.ticketId)) reports.set(event.ticketId, Date.now());
  };
  const options = { pollMs: MINUTE_MS, isPlanned: true, hasWebhooks: true, startDelayMs: 500, onEffect };
  return withRun(options, async (run) => {
    const times: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const key = newTicket(run, n);
      run.vendors.linear.mark(key);
      const at = await dispatchedAt(run, key);
      times.push(at - (reports.get(run.vendors.linear.idOf(key)) ?? Number.NaN));
    }
    return times;
  });
}

/** All are marked, and then polled for. */
function drainTime({ perTeam, answerMs }: { perTeam: number; answerMs: number }): Promise<PickupTimes> {
  return withRun({ pollMs: NEVER_MS }, async (run) => {
    const { linear, github } = run.vendors;
    const keys = Array.from({ length: 2 * perTeam }, (_, n) => newTicket(run, n));
    for (const key of keys) linear.mark(key);
    if (answerMs > 0)
      for (const { faults } of [linear, github]) faults.add({ operation: '*', kind: 'delay', delayMs: answerMs });
    const beganAt = Date.now();
    await run.laptop.invoke('poll-tickets', {});
    await until(() => github.dispatches().length >= keys.length);
    const dispatched = github.dispatches().map(({ inputs }) => inputs['ticket_key'] ?? '');
    if (new Set(dispatched).size !== dispatched.length) throw new Error('a ticket was dispatched twice');
    return [Math.max(...github.dispatches().map(({ at }) => Date.parse(at))) - beganAt];
  });
}

function measured(pickup: Pickup): Promise<PickupTimes> {
  if (pickup.kind === 'plans') return plannedTimes(pickup.count);
  if (pickup.kind === 'drain') return drainTime(pickup);
  return withRun({ pollMs: MINUTE_MS, hasWebhooks: pickup.hasWebhooks }, (run) => markedTimes(run, pickup));
}

if (import.meta.main) {
  const times = await measured(JSON.parse(argv[2] ?? '') as Pickup);
  process.stdout.write(`${JSON.stringify(times)}\n`);
  process.exit(0);
}
