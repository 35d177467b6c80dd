import { stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEASE_MS, type Run } from '../../shared/domain/run.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { isExplained } from './storm/dead-letters.ts';
import { describeStorm } from './storm/describe-storm.ts';
import { MOMENTS } from './storm/kill-plan.ts';
import { ADMISSION_PATH } from './storm/kill-rates.ts';
import { type PlayedStorm, playStorm } from './storm/play-storm.ts';
import { STORM_SIZE as size } from './storm/storm-size.ts';

// The invariants of the design, over the wire: many consumers compete for the same tickets and are killed at every step, and GitHub
// loses answers, is late and lists late. `storm-size.ts` says how large the storm is; the seed fixes messages, faults and kills.

const SEED = 20_260_729;
const PATIENCE_MS = 20 * 60_000;

let storm: PlayedStorm;
let keys: string[];
let runsOf: Map<string, Run[]>;

beforeAll(async () => {
  storm = await playStorm(size, SEED);
  keys = Object.values(storm.plan.ticketKeys).flat();
  runsOf = new Map();
  for (const key of keys) runsOf.set(key, await stores().runs.ofTicket(refOf(key)));
  stdout.write(describeStorm(storm, runsOf));
}, PATIENCE_MS);
afterAll(() => storm?.system.stop());

const refOf = (key: string) => ({ tracker: 'linear' as const, ticketId: storm.system.linear.idOf(key) });

function stores() {
  const { dynamodb, tableNames } = storm.system.laptop;
  const [tableName = ''] = Object.values(tableNames);
  return openStateStores({ client: dynamodb, name: tableName }, systemClock);
}

test('every boundary of an admission is hit, before its effect and after it', () => {
  const boundaries = ADMISSION_PATH.flatMap((words) => MOMENTS.map((moment) => `dispatch-run: ${words}, ${moment}`));
  const spared = boundaries.filter((boundary) => (storm.kills.hits().get(boundary) ?? 0) < size.leastHits);
  expect(spared).toEqual([]);
  for (const name of ['advance-run', 'watch-runs']) {
    expect([...storm.kills.hits().keys()].filter((boundary) => boundary.startsWith(name))).not.toEqual([]);
  }
});

test('each ticket has exactly one run that worked', () => {
  const workflowRuns = storm.system.github.runs().filter(({ hasPassedGate }) => hasPassedGate);
  const counts = keys.map((key) => ({
    key,
    succeeded: (runsOf.get(key) ?? []).filter(({ status }) => status === 'succeeded').length,
    worked: workflowRuns.filter(({ inputs }) => inputs['ticket_key'] === key).length,
  }));
  expect(counts.filter(({ succeeded, worked }) => succeeded !== 1 || worked !== 1)).toEqual([]);
});

test('every ticket shows once that it is ready for review', () => {
  const { linear } = storm.system;
  const shown = keys.map((key) => ({
    key,
    labels: linear.labelsOf(key).join(', '),
    told: linear.commentsOf(key).filter(({ body }) => body.startsWith('🚀 Pull request ready for review')).length,
  }));
  expect(shown.filter(({ labels, told }) => labels !== 'AI-Implement, Ready for Review' || told !== 1)).toEqual([]);
  expect(storm.markedAgain.length).toBeLessThan(keys.length / 10);
});

test('no bucket is ever over its limit, and all were full', () => {
  const limits = storm.plan.teamKeys.map((team) => [`linear#${team}`, size.limit]);
  expect(storm.slots.maxSlotsInUse()).toEqual(Object.fromEntries(limits));
});

test('no ticket ever has two live runs, and no run two workflow runs that pass the gate', () => {
  expect(storm.runs.doubles()).toEqual([]);
  expect(storm.runs.sharedGates()).toEqual([]);
});

test('nothing is held when the storm is over', async () => {
  const buckets = await stores().buckets.all();
  expect(buckets.flatMap(({ slots }) => Object.keys(slots))).toEqual([]);
  const records = await Promise.all(keys.map((key) => stores().dispatchRecords.read(refOf(key))));
  expect(records.map((record) => record?.liveRunId)).toEqual(keys.map(() => undefined));
  expect(await stores().runs.open()).toEqual([]);
  expect(storm.system.laptop.isIdle()).toBe(true);
});

test('each dead letter is explained by what its deliveries met, and a replay settles it', () => {
  expect(storm.deadLetters.map(({ runId }) => runId)).toContain(storm.plan.poisonous.runId);
  expect(storm.deadLetters.filter((letter) => !isExplained(letter))).toEqual([]);
  expect(storm.replayed).toBe(storm.deadLetters.length);
  for (const queue of ['candidates-dead-letters', 'lifecycle-dead-letters.fifo']) {
    expect(storm.system.laptop.queueContent(queue)).toMatchObject({ available: 0, delayed: 0, inFlight: [] });
  }
});

test('a second workflow run exists only after a lost answer or a kill, and never at once', () => {
  const { github } = storm.system;
  const times = new Map<string, number[]>();
  for (const { at, inputs } of github.dispatches()) {
    const runId = inputs['run_id'] ?? '';
    times.set(runId, [...(times.get(runId) ?? []), Date.parse(at)]);
  }
  const doubled = [...times.values()].filter((each) => each.length > 1);
  expect(doubled.length).toBeGreaterThanOrEqual(size.leastDoubles);
  const kills = [...storm.kills.hits().values()].reduce((sum, count) => sum + count, 0);
  expect(doubled.length).toBeLessThanOrEqual(storm.lostAnswers + kills);
  expect(doubled.filter(([first = 0, second = 0, ...more]) => second - first < LEASE_MS || more.length > 0)).toEqual(
    [],
  );
  expect(github.failures).toEqual([]);
});

test('nothing is asked that a role does not allow', () => {
  expect(storm.system.laptop.counters.accessDenied()).toBe(0);
});
