import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ticketKey } from '../../shared/adapters/dynamodb/keys.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { FUNCTION_ENVS } from '../../shared/contract/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { NEVER_BY_ITSELF, runnerOf } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// What the system costs while it runs, counted where requests arrive: at the simulators and at the AWS endpoint.

let system: QuietSystem;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
});
afterAll(() => system.stop());

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);

/** What dispatch-run wrote, and what GitHub was asked (minting of tokens aside), while something was done. */
async function costOf(act: () => void | Promise<void>): Promise<{ writes: number; githubRequests: number }> {
  const count = () => ({
    writes: system.laptop.counters.writes({ principal: 'dispatch-run' }),
    githubRequests: sum(system.github.counts().requests),
  });
  const before = count();
  await act();
  const after = count();
  return { writes: after.writes - before.writes, githubRequests: after.githubRequests - before.githubRequests };
}

/** Offers a ticket as a poll would that saw a slot free and no record. */
async function offer(key: string): Promise<void> {
  const { laptop, linear, stores } = system;
  const mapping = (await stores.mappings.all()).find((one) => one.tracker === 'linear' && key.startsWith(one.teamKey));
  const ids = { ticketId: linear.idOf(key), mappingId: mapping?.mappingId ?? '', runId: systemIds.ulid() };
  const messages = candidateQueue(laptop.sqs, laptop.queueUrl('candidates'));
  await messages.offer(aCandidate({ ...ids, offeredAt: systemClock.now() }));
  await system.until(() => laptop.isIdle());
}

test('an admitted ticket costs at most eight writes in dispatch-run (two of them are its budgets) and one request of GitHub, once the rules of its repository are known', async () => {
  const first = await runnerOf(system, system.markNew('OPS', 'Admitted first'));
  const key = system.markNew('OPS', 'Admitted');
  const cost = await costOf(async () => void (await runnerOf(system, key)));
  expect(cost.writes).toBeGreaterThan(0);
  expect(cost.writes).toBeLessThanOrEqual(8);
  expect(cost.githubRequests).toBe(1);
  // Its slot is free again for who comes next.
  await first.report(await first.start(), first.success);
  await system.until(() => system.laptop.isIdle());
});

test('a ticket that was dispatched costs at most three writes when its dispatch record refuses it again, and no request', async () => {
  const key = system.markNew('OPS', 'Refused by its record');
  const runner = await runnerOf(system, key);
  await runner.report(await runner.start(), runner.success);
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'));
  // Neither its label nor our record of it holds the ticket back.
  system.linear.removeLabel(key, 'Ready for Review');
  const Key = ticketKey({ tracker: 'linear', ticketId: system.linear.idOf(key) });
  await system.laptop.dynamodb.send(new DeleteCommand({ TableName: system.tableName, Key }));

  const cost = await costOf(() => offer(key));

  expect(cost.writes).toBeGreaterThan(1);
  expect(cost.writes).toBeLessThanOrEqual(3);
  expect(cost.githubRequests).toBe(0);
  system.linear.unmark(key);
});

test('a ticket for which no slot is free costs one write at most, and no request', async () => {
  const { limit = 0, slots = {} } = (await system.stores.buckets.read('linear#OPS')) ?? {};
  for (let taken = Object.keys(slots).length; taken < limit; taken += 1) {
    await runnerOf(system, system.markNew('OPS', `Takes a slot ${taken}`));
  }
  const key = system.markNew('OPS', 'Finds no slot');
  const cost = await costOf(() => offer(key));
  expect(cost.writes).toBeLessThanOrEqual(1);
  expect(cost.githubRequests).toBe(0);
});

test('the labels of a team are looked up once for each cold start that shows markers, not for each ticket', async () => {
  const { laptop, linear } = system;
  for (const title of ['First', 'Second', 'Third']) await runnerOf(system, system.markNew('ENG', title));
  await system.until(() => laptop.isIdle());
  const coldStarts = laptop.counters.requests({ principal: 'advance-run', action: 'ssm:GetParameters' });
  const { ShownMarkers = 0, TeamMarkers = 0 } = linear.counts().byOperation;
  const teams = 2;
  expect(TeamMarkers).toBeGreaterThan(0);
  expect(TeamMarkers).toBeLessThanOrEqual(coldStarts * teams);
  expect(TeamMarkers).toBeLessThan(ShownMarkers);
});

test('a poll asks Linear once for 50 tickets, and once more for 50 that have many relations, and never GitHub', async () => {
  const { linear, laptop, github } = system;
  for (const key of linear.keys()) linear.unmark(key);
  const blockers = Array.from({ length: 11 }, (_, index) => linear.createIssue('ENG', { title: `Blocker ${index}` }));
  const marked = Array.from({ length: 120 }, (_, index) => system.markNew('ENG', `Blocked ${index}`));
  for (const key of marked.slice(0, 60)) for (const by of blockers) linear.block(key, by);
  for (const key of marked.slice(60)) linear.block(key, blockers[0] ?? '');
  await laptop.invoke('poll-tickets', {});
  linear.resetCounts();
  const githubRequests = sum(github.counts().requests);

  await laptop.invoke('poll-tickets', {});

  const waiting = (await system.stores.tickets.withStatus('ready')).map(({ waiting: why }) => why?.reason);
  expect(waiting.filter((reason) => reason === 'blocked_by')).toHaveLength(120);
  const { byOperation, complexityByOperation } = linear.counts();
  expect(byOperation).toEqual({ MarkedTickets: 3, MoreOfTickets: 2 });
  expect(Math.max(...Object.values(complexityByOperation))).toBeLessThan(10_000);
  expect(sum(github.counts().requests)).toBe(githubRequests);
});

test('no function ever scans', () => {
  const { counters } = system.laptop;
  for (const principal of Object.keys(FUNCTION_ENVS)) {
    expect(counters.requests({ principal, action: 'dynamodb:Scan' }), principal).toBe(0);
  }
  expect(counters.requests({ principal: 'poll-tickets' })).toBeGreaterThan(0);
});
