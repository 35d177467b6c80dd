import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { aWorld, BUCKET, type World } from './world.ts';

// Each of these stands on one line of the product, which no other test holds.

const { runId } = aRun();
const { mappingId } = aMapping();
const due = (world: World, kind: 'check-run' | 'offer-next') => ({
  kind,
  dueAt: world.clock.now(),
  ...aTicket(),
  runId,
});
const look = (world: World, kind: 'check-run' | 'offer-next') =>
  advanceRun(world.advance, { type: 'TimerDue', timer: due(world, kind) });
const stops = (world: World) => world.trace.calls.filter((call) => call === 'executor.cancel').length;

test.each([
  [true, 0],
  [false, 1],
])('a run that was given up is stopped once more, unless it reported (%s)', async (isReported, stopped) => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'timed_out', failure: failureBy('fell_silent') }));
  if (isReported) await world.runs.putReport(runId, { report: aReport(), receivedAt: world.clock.now() });

  await look(world, 'check-run');

  expect(stops(world)).toBe(stopped);
});

test('the reminder of a next run comes when it is due, not before', async () => {
  const world = await aWorld();
  const notBefore = plus(world.clock.now(), 3 * HOUR_MS);
  const next = { runId: 'next', phase: 'implementation', mappingId, bucketId: BUCKET, attempt: 2, notBefore } as const;
  await world.tickets.write(aTicketRecord({ status: 'implementing', next }));

  await look(world, 'offer-next');

  expect(world.timers.waiting()).toMatchObject([{ kind: 'offer-next', dueAt: notBefore }]);
});

test('the link of the first pull request stays, whatever an older run tells late', async () => {
  const world = await aWorld();
  const first = 'https://github.test/acme/backend/pull/1';
  const later = { runId: 'newer', runAt: plus(aRun().reservedAt, HOUR_MS), prUrl: first };
  await world.tickets.write(aTicketRecord({ ...later, status: 'implementing', shownStage: 'implementing' }));
  await world.runs.reserve(
    aRun({ status: 'failed', prUrl: first.replace('/1', '/2'), failure: failureBy('fell_silent') }),
  );

  await advanceRun(world.advance, { type: 'RunEnded', ...aTicket(), runId });

  expect(await world.tickets.read(aTicket())).toMatchObject({ prUrl: first });
});

test('a surplus candidate that was cut off says nothing of a ticket whose other run is at work', async () => {
  const world = await aWorld();
  const never = { dispatchesTaken: 0, dispatchesAllowed: 0, failure: failureBy('dispatch_cut_off') };
  await world.runs.reserve(aRun({ status: 'failed', ...never }));
  await world.dispatchRecords.claim({ ...aTicket(), phase: 'implementation', runId: 'at work', at: world.clock.now() });
  await world.tickets.write(aTicketRecord({ mappingId }));

  await advanceRun(world.advance, { type: 'RunEnded', ...aTicket(), runId });

  expect(await world.tickets.read(aTicket())).toMatchObject({ status: 'ready', version: 1 });
});
