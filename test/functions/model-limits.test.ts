import { expect, test } from 'vitest';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { limitsInForce } from '../../shared/domain/model-limits.ts';
import type { NextRun } from '../../shared/domain/ticket-record.ts';
import { HOUR_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const TWO_HOURS = 2 * 60;
const TICKETS = [1, 2, 3].map((n) =>
  aTicket({ ticketId: `t-${n}`, key: `ENG-${n}`, title: `Ticket ${n}`, priority: n }),
);
const recordOf = (world: World, n: number) => world.tickets.read({ tracker: 'linear', ticketId: `t-${n}` });
const slotsOf = async (world: World) => Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});

test('a run that meets a two-hour limit is shown, waits with its slot free, and goes on by itself', async () => {
  const world = await aWorld({ tickets: TICKETS.slice(0, 1) });
  const time = days(world, 'meets a limit', 'works');
  await time.pass(5);
  const waiting = await recordOf(world, 1);
  const until = waiting?.next?.notBefore ?? expect.unreachable();

  expect(waiting).toMatchObject({ status: 'implementing', failuresInARow: {}, next: { attempt: 1 } });
  expect(await slotsOf(world)).toEqual([]);
  // People see that it is at work still, and until when it waits.
  const { markers } = (await world.tracker.read('t-1')) ?? expect.unreachable();
  expect(markers).toContain('working');
  expect(world.tracker.commentsOn('t-1').at(-1)?.body).toContain(
    `waits until ${until.slice(0, 16).replace('T', ' ')} UTC`,
  );
  const { tickets } = await listBlocked(world.advance);
  expect(tickets).toMatchObject([{ reason: 'model_limit', detail: expect.stringContaining(until) }]);

  await time.pass(TWO_HOURS - 10);
  expect(world.executor.executions).toHaveLength(1);
  await time.pass(20);
  expect(await recordOf(world, 1)).toMatchObject({ status: 'pr_ready', failuresInARow: {} });
  expect((await world.runs.read(world.executor.executions[1]?.runId ?? ''))?.attempt).toBe(1);
});

test('no other ticket of the credential is started until its reset, and then all go on by themselves', async () => {
  const world = await aWorld({ tickets: TICKETS, mapping: { maxInProgress: 1 } });
  const time = days(world, 'meets a limit', 'works');
  await time.pass(TWO_HOURS - 5);

  expect(world.executor.executions).toHaveLength(1);
  for (const n of [2, 3]) {
    expect(await recordOf(world, n)).toMatchObject({
      status: 'ready',
      failuresInARow: {},
      waiting: { reason: 'model_limit', detail: expect.stringContaining('0123456789ab') },
    });
    expect((await world.tracker.read(`t-${n}`))?.markers).toEqual(['trigger']);
  }

  await time.pass(30);
  const ends = await Promise.all([1, 2, 3].map(async (n) => (await recordOf(world, n))?.status));
  expect(ends).toEqual(['pr_ready', 'pr_ready', 'pr_ready']);
  expect(world.executor.executions).toHaveLength(4);
});

test('a plan that was made before the limit was met is not implemented until its reset', async () => {
  const tickets = TICKETS.slice(0, 2);
  const world = await aWorld({ tickets, mapping: { planningEnabled: true, autoApprovePlans: true, maxInProgress: 2 } });
  const time = days(world, 'meets a limit', 'works');
  await time.pass(30);

  expect(world.executor.executions.map(({ request }) => request.phase)).toEqual(['planning', 'planning']);
  await time.pass(TWO_HOURS + 10);
  const ends = await Promise.all([1, 2].map(async (n) => (await recordOf(world, n))?.status));
  expect(ends).toEqual(['pr_ready', 'pr_ready']);
});

test('tickets of a repository whose runs met no limit are started', async () => {
  const other = aTicket({ ticketId: 't-9', key: 'OPS-1', teamKey: 'OPS' });
  const world = await aWorld({ tickets: [...TICKETS.slice(0, 1), other] });
  await world.mappings.save(aMapping({ mappingId: 'm-2', name: 'Ops', teamKey: 'OPS', version: 0 }));
  await world.buckets.saveLimit({ bucketId: 'linear#OPS', tracker: 'linear', limit: 1 });
  const time = days(world, 'meets a limit', 'works');
  await time.pass(10);

  expect(await world.tickets.read(other)).toMatchObject({ status: 'pr_ready' });
});

const NOW: Instant = '2026-01-05T10:00:00.000Z';
const at = (minutes: number) => plus(NOW, minutes * MINUTE_MS);
function wait(
  mappingId: string,
  minutes: number,
  { run = 'r1', ...overrides }: Partial<NextRun> & { run?: string } = {},
) {
  const next: NextRun = {
    ...{ runId: 'n', phase: 'implementation', bucketId: 'b', attempt: 1, retryOf: run, isQuotaWait: true },
    ...{ mappingId, notBefore: at(minutes), limitedCredential: 'aaaaaaaaaaaa' },
    ...overrides,
  };
  return { next };
}
const untilOf = (records: { next: NextRun }[]) =>
  Object.fromEntries([...limitsInForce(records, NOW)].map(([mappingId, { until }]) => [mappingId, until]));

test('mappings of one credential wait for the latest reset that one of them was told', () => {
  expect(untilOf([wait('a', 60), wait('b', 180)])).toEqual({ a: at(180), b: at(180) });
});

test('another credential of a mapping counts from the newest run on', () => {
  const other = { limitedCredential: 'bbbbbbbbbbbb' };
  const records = [wait('a', 30, { run: 'r3', ...other }), wait('a', 300, { run: 'r2' }), wait('b', 200)];

  expect(untilOf(records)).toEqual({ a: at(30), b: at(300) });
});

test('a limit that is over, and a wait for anything else, hold nobody', () => {
  expect(untilOf([wait('a', 0), wait('b', 10, { isQuotaWait: undefined })])).toEqual({});
});

test('what an earlier version wrote without a credential holds its own mapping', () => {
  const records = [wait('a', 60, { limitedCredential: undefined }), wait('b', 120, { limitedCredential: undefined })];

  expect(untilOf(records)).toEqual({ a: at(60), b: at(120) });
});

test('a person who asks in the admin UI is not held', async () => {
  const world = await aWorld({ tickets: TICKETS.slice(0, 2), mapping: { maxInProgress: 1 } });
  const time = days(world, 'meets a limit', 'works');
  await time.pass(10);
  const held = (await recordOf(world, 2)) ?? expect.unreachable();
  const { mappingId } = aMapping();
  const asked = { runId: world.ids.ulid(), phase: 'implementation', bucketId: BUCKET, attempt: 1 } as const;
  const next = { ...asked, mappingId, notBefore: world.clock.now(), isExplicit: true };
  await world.tickets.write({ ...held, next });
  await time.pass(5);

  expect(await recordOf(world, 2)).toMatchObject({ status: 'pr_ready' });
  expect(plus(world.clock.now(), HOUR_MS) < ((await recordOf(world, 1))?.next?.notBefore ?? '')).toBe(true);
});
