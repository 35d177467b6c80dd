import { rmSync } from 'node:fs';
import { stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Run } from '../../shared/domain/run.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import { seededRandom } from '../simulation/random.ts';
import { aHomeWithTickets, type KilledLaptop, playKills } from './kills/play-kills.ts';
import { type SystemWithStores, withStores } from './quiet-system.ts';
import { KILLS_SIZE as SIZE } from './storm/storm-size.ts';
import { startWholeSystem } from './whole-system.ts';

// `npm start` is killed again and again, without a warning, while tickets go through it and reviewers speak: what was answered stays.

const SEED = 20_261_201;
const PATIENCE_MS = 45 * 60_000;
const MAPPING = { name: 'Backend', teamKey: 'TKT', owner: 'acme', repo: 'backend', planningEnabled: false };

let killed: KilledLaptop;
let system: SystemWithStores;
let runs: Run[];
let markedAgain: string[];

beforeAll(async () => {
  killed = await aHomeWithTickets(SIZE.tickets);
  const kept = {
    ...{ home: killed.home, port: killed.port, isKept: true, runs: 'executed' as const },
    mappings: [{ ...MAPPING, maxInProgress: 3 }],
    executed: { jobsAtOnce: 2 },
  };
  await (await startWholeSystem(kept)).stop();
  const began = performance.now();
  await playKills(killed, seededRandom(SEED), SIZE.kills);
  const killing = performance.now() - began;
  system = withStores(await startWholeSystem(kept));
  markedAgain = await settle();
  runs = (await Promise.all(killed.keys.map((key) => system.stores.runs.ofTicket(refOf(key))))).flat();
  const ended = runs.map(({ status, failure }) => failure?.code ?? status);
  stdout.write(
    `${SIZE.kills} kills in ${Math.round(killing / 1000)} s, ${Math.round((performance.now() - began) / 1000)} s in all; ${runs.length} runs: ${countsOf(ended)}; ${killed.said.length} reviews; marked again: ${markedAgain.join(', ') || 'none'}\n`,
  );
}, PATIENCE_MS);
afterAll(async () => {
  await system?.stop();
  if (killed !== undefined) rmSync(killed.cwd, { recursive: true, force: true });
});

const refOf = (key: string) => ({ tracker: 'linear' as const, ticketId: system.linear.idOf(key) });
const countsOf = (words: string[]) =>
  [...Map.groupBy(words, (word) => word)].map(([word, { length }]) => `${length} ${word}`).join(', ');

async function findings() {
  const pulls = system.github.people.pulls('acme/backend');
  const all = pulls.map(({ number }) =>
    system.stores.pullRequests.findings({ owner: 'acme', repo: 'backend', number }),
  );
  return (await Promise.all(all)).flat();
}

/** Lets everything end; a ticket whose three attempts were all cut off is marked again, as a person would. */
async function settle(): Promise<string[]> {
  const again: string[] = [];
  const isReady = (key: string) => system.linear.labelsOf(key).includes('Ready for Review');
  const settled = async () => {
    const isLeft = killed.keys.some((key) => !isReady(key) && system.linear.labelsOf(key).includes(TRIGGER_LABEL));
    if (isLeft || !system.laptop.isIdle() || (await system.stores.runs.open()).length > 0) return false;
    return (await findings()).every(({ state, reason }) => state !== 'open' || reason !== undefined);
  };
  // What a kill kept from being told is found within so long.
  await system.pass(2 * HOUR_MS);
  for (let round = 0; round < 4; round += 1) {
    await system.until(settled);
    const left = killed.keys.filter((key) => !isReady(key));
    if (left.length === 0) break;
    for (const key of left.filter((one) => !system.linear.labelsOf(one).includes(TRIGGER_LABEL))) {
      system.linear.mark(key);
      again.push(key);
    }
  }
  return again;
}

test('every kill met the laptop, and every start after one came up', () => {
  expect(killed.laptop.faults()).toEqual([]);
  expect(killed.laptop.starts()).toBe(SIZE.kills);
});

test('every ticket is ready for review, with one pull request', () => {
  const pulls = system.github.people.pulls('acme/backend').map(({ title }) => title.split(':')[0]);
  expect(pulls.toSorted()).toEqual(killed.keys.toSorted());
  const shown = killed.keys.map((key) => [key, system.linear.labelsOf(key).includes('Ready for Review')]);
  expect(shown.filter(([, isReady]) => !isReady)).toEqual([]);
  expect(markedAgain.length).toBeLessThan(killed.keys.length / 3);
});

test('no ticket ever had two runs at once, and each has one implementation that worked', () => {
  for (const key of killed.keys) {
    const own = runs
      .filter(({ ticketKey }) => ticketKey === key)
      .sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
    const overlapping = own.filter((run, at) =>
      own.slice(0, at).some(({ endedAt }) => endedAt === undefined || endedAt > run.reservedAt),
    );
    expect(overlapping.map(({ runId }) => runId)).toEqual([]);
    const implementations = own.filter(({ phase }) => phase === 'implementation');
    expect(implementations.filter(({ status }) => status === 'succeeded').length).toBeLessThanOrEqual(1);
    // One that was cut off behind its pull request is not repeated.
    expect(implementations.filter(({ status, prUrl }) => status === 'succeeded' || prUrl !== undefined)).toHaveLength(
      1,
    );
  }
  const gates = Map.groupBy(
    system.github.runs().filter(({ hasPassedGate }) => hasPassedGate),
    ({ inputs }) => inputs['run_id'],
  );
  expect([...gates].filter(([, all]) => all.length > 1)).toEqual([]);
});

test('no report that was taken is lost', async () => {
  const lost: string[] = [];
  let reports = 0;
  for (const run of runs) {
    const stored = await system.stores.runs.readReport(run.runId);
    if (stored === undefined) continue;
    reports += 1;
    const isHonoured = stored.report.outcome === 'success' ? run.status === 'succeeded' : run.status === 'failed';
    if (!isHonoured) lost.push(`${run.ticketKey} ${run.runId}: ${stored.report.outcome}, ${run.status}`);
  }
  expect(lost).toEqual([]);
  expect(reports).toBeGreaterThanOrEqual(killed.keys.length);
});

test('no finding that somebody was heard saying is lost', async () => {
  const known = new Map(
    (await findings()).map(({ number, body, state, reason }) => [`#${number} ${body}`, reason ?? state]),
  );
  const wrong = killed.said
    .filter((text) => known.get(text) !== 'addressed')
    .map((text) => `${text}: ${known.get(text)}`);
  expect(wrong).toEqual([]);
  expect(killed.said.length).toBeGreaterThanOrEqual(Math.floor(SIZE.kills / 4));
});

test('nothing is held when all is over, and nobody broke a rule', async () => {
  const buckets = await system.stores.buckets.all();
  expect(buckets.flatMap(({ slots }) => Object.keys(slots))).toEqual([]);
  expect(await system.stores.runs.open()).toEqual([]);
  for (const queue of ['candidates-dead-letters', 'lifecycle-dead-letters.fifo']) {
    expect(system.laptop.queueContent(queue)).toMatchObject({ available: 0, delayed: 0, inFlight: [] });
  }
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
