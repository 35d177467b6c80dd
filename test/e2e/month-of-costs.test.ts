import { stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminOperations } from '../../functions/admin/admin-operations.ts';
import { runStore } from '../../shared/adapters/dynamodb/run-store.ts';
import type { RunList } from '../../shared/contract/run-list.ts';
import type { SpendingList, TicketSpending } from '../../shared/contract/spending-views.ts';
import { wholeUsd } from '../../shared/domain/spending.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { RunStore } from '../../shared/ports/run-store.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';
import { dynamoDbStores } from '../contracts/stores.ts';
import { aSite, signedIn } from '../functions/admin/a-site.ts';
import { anAdminWorld } from '../functions/admin/an-admin-world.ts';
import { days } from '../functions/days.ts';
import type { Fate } from '../functions/runners.ts';
import { aWorld } from '../functions/world.ts';
import { type Random, seededRandom } from '../simulation/random.ts';

// A month in which reports are lost, late and doubled and passes are stopped, on tables over their wire, read through the admin API.

const SEED = 20_261_130;
const DAYS = 30;
const TICKETS_A_DAY = 3;
/** Long enough for three attempts that are given up one after the other. */
const MINUTES_A_DAY = 45;
const FATES: Record<Fate, number> = {
  works: 30,
  'works late': 15,
  'works twice': 15,
  'spends all': 10,
  fails: 10,
  dies: 5,
  silent: 10,
  'never starts': 5,
  'meets a limit': 0,
};
const PATIENCE_MS = 10 * 60_000;

let server: DynamoDbServer;
let read: (path: string, query?: Record<string, string>) => Promise<unknown>;
let tickets: TicketSpending[];
let firstDay: string;

beforeAll(async () => {
  server = await startDynalite();
  const random = seededRandom(SEED);
  const tableName = await createTable(server.client);
  const admin = anAdminWorld();
  const { buckets, dispatchRecords, tickets: records, mappings, spending } = dynamoDbStores(server.client, tableName);
  const runs = runStore(server.client, tableName, admin.clock);
  const stores = { buckets, dispatchRecords, runs, tickets: records, mappings, spending };
  sayCosts(runs, random);
  const played = Array.from({ length: 20 * DAYS }, () => random.weighted(FATES));
  const world = await aWorld({ tickets: [], stores, mapping: { maxInProgress: 3, budgetUsdPerDay: 60 } });
  const time = days(world, ...played);
  firstDay = world.clock.now().slice(0, 10);
  const ids = Array.from({ length: DAYS * TICKETS_A_DAY }, (_, n) => `t-${n}`);
  for (let day = 0; day < DAYS; day += 1) {
    const marked = ids.slice(day * TICKETS_A_DAY, (day + 1) * TICKETS_A_DAY);
    for (const ticketId of marked) {
      world.tracker.put(aTicket({ ticketId, key: `ENG-${ticketId.slice(2)}`, createdAt: world.clock.now() }));
    }
    await time.pass(MINUTES_A_DAY);
    world.clock.advance(DAY_MS - MINUTES_A_DAY * MINUTE_MS);
  }
  await time.passUntilQuiet(600);
  const operations = adminOperations({ ...admin, ...stores, clock: world.clock });
  const site = aSite({ ...admin, operationsFor: () => operations } as never);
  const cookie = await signedIn(site);
  read = async (path, query = {}) => {
    const answer = await site.send({ method: 'GET', path, query, ...cookie });
    expect(answer.statusCode, path).toBe(200);
    return answer.json;
  };
  tickets = [];
  for (const ticketId of ids) tickets.push((await read(`/api/tickets/linear/${ticketId}/spending`)) as TicketSpending);
}, PATIENCE_MS);
afterAll(() => server?.stop());

/** What a run says that it cost, the same whenever it says so; one of ten does not say. */
function sayCosts(runs: RunStore, random: Random): void {
  const { putReport } = runs;
  const costs = new Map<string, number | undefined>();
  runs.putReport = (runId, stored) => {
    if (!costs.has(runId)) costs.set(runId, random.chance(0.1) ? undefined : wholeUsd(random.next() * 10));
    const costUsd = costs.get(runId);
    const usage = costUsd === undefined ? undefined : { turns: 3, inputTokens: 100, outputTokens: 10, costUsd };
    return putReport(runId, { ...stored, report: { ...stored.report, usage } });
  };
}

const sumOf = (costs: readonly number[]) => wholeUsd(costs.reduce((sum, usd) => sum + usd, 0));

test('each ticket costs what its runs cost', () => {
  const wrong = tickets.filter(({ spentUsd, runs }) => sumOf(runs.map(({ costUsd = 0 }) => costUsd)) !== spentUsd);
  expect(wrong).toEqual([]);
  expect(tickets.filter(({ reservedUsd, runsInFlight }) => reservedUsd > 0 || runsInFlight > 0)).toEqual([]);
});

test('each day costs what the runs that began on it cost, and all days what all tickets cost', async () => {
  const { mappings } = (await read('/api/spending', { days: String(DAYS + 10) })) as SpendingList;
  const ofDays = new Map(mappings.flatMap((mapping) => mapping.days).map(({ day, spentUsd }) => [day, spentUsd]));
  const runs = tickets.flatMap((ticket) => ticket.runs);
  const ofRuns = Map.groupBy(runs, ({ reservedAt }) => reservedAt.slice(0, 10));
  const sums = new Map([...ofRuns].map(([day, those]) => [day, sumOf(those.map(({ costUsd = 0 }) => costUsd))]));

  expect([...ofDays].sort()).toEqual([...sums].sort());
  expect(ofDays.size).toBe(DAYS);
  expect(sumOf([...ofDays.values()])).toBe(sumOf(tickets.map(({ spentUsd }) => spentUsd)));
});

test('the list of runs of each day tells the same costs', async () => {
  const listed = new Map<string, number>();
  for (let n = 0; n < DAYS; n += 1) {
    const day = new Date(Date.parse(firstDay) + n * DAY_MS).toISOString().slice(0, 10);
    let after: string | undefined;
    do {
      const page = (await read('/api/runs', { day, ...(after && { after }) })) as RunList;
      for (const { runId, costUsd = 0 } of page.runs) listed.set(runId, costUsd);
      after = page.next;
    } while (after !== undefined);
  }
  const known = new Map(tickets.flatMap(({ runs }) => runs).map(({ runId, costUsd = 0 }) => [runId, costUsd]));
  expect([...listed].sort()).toEqual([...known].sort());
});

test('the month met what makes sums wrong', () => {
  const runs = tickets.flatMap((ticket) => ticket.runs);
  const met = {
    lost: runs.filter(({ isCostAssumed }) => isCostAssumed).length,
    late: runs.filter(({ status, costUsd, isCostAssumed }) => status === 'timed_out' && costUsd && !isCostAssumed)
      .length,
    stopped: runs.filter(({ failureCode }) => failureCode === 'budget_used_up').length,
    free: runs.filter(({ costUsd }) => costUsd === 0).length,
  };
  stdout.write(`${runs.length} runs of ${tickets.length} tickets: ${JSON.stringify(met)}\n`);
  expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
});
