import { expect, test } from 'vitest';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld, BUCKET, type World, type WorldOptions } from '../world.ts';

const WRITES = /\.(claim|claimSlot|releaseSlot|release|putContext|reserve|set|bind|write|save|end|takeDispatch)$/;
const writesOf = (world: World) => world.trace.calls.filter((call) => WRITES.test(call));

test('an admitted candidate makes exactly these calls, in this order', async () => {
  const world = await aWorld();

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dispatched');

  expect(world.trace.calls).toEqual([
    ...['runs.read', 'mappings.read', 'buckets.read', 'tickets.read', 'tracker.read', 'tracker.related'],
    ...[
      'buckets.claimSlot',
      'mappings.read',
      'dispatchRecords.claim',
      'spending.reserve',
      'spending.reserve',
      'runs.putContext',
      'runs.reserve',
    ],
    ...['timers.set', 'lifecycle.send', 'runs.read', 'executor.dispatch', 'runs.bind'],
  ]);
});

test('the run keeps what stands now, and its runner gets exactly the ticket that was admitted', async () => {
  const world = await aWorld({ mapping: { branchPrefix: 'bots', maxTurns: 20 } });

  await dispatchRun(world.dispatch, aCandidate());

  const run = await world.runs.read(aCandidate().runId);
  expect(run).toMatchObject({
    status: 'dispatched',
    bucketId: BUCKET,
    branch: 'bots/ai-implement/ENG-1-add-user-export',
  });
  expect(await world.runs.readContext({ runId: aCandidate().runId })).toMatchObject({
    ticket: { title: aTicket().title, description: aTicket().description },
    caps: { budgetUsd: 10 },
  });
});

test('an input of the workflow is there only where it is relevant', async () => {
  const plain = await aWorld();
  const full = await aWorld({
    mapping: { provider: 'bedrock', awsRegion: 'eu-west-1', maxTurns: 20, maxJobMinutes: 30 },
  });

  await dispatchRun(plain.dispatch, aCandidate());
  await dispatchRun(full.dispatch, aCandidate());

  const inputsOf = (world: World) => Object.keys(world.executor.executions[0]?.request ?? {});
  const always = ['run_id', 'phase', 'ticket_id', 'ticket_key', 'ticket_title', 'ticket_description', 'provider'];
  const after = ['callback_url', 'result_token', 'progress_token'];
  expect(inputsOf(plain)).toEqual([...always, ...after]);
  expect(inputsOf(full)).toEqual([...always, 'aws_region', 'max_turns', 'job_minutes', ...after]);
});

test('the tokens outlive start limit, the wait for machines, job and publishing', async () => {
  const world = await aWorld();

  await dispatchRun(world.dispatch, aCandidate());

  const request = world.executor.executions[0]?.request;
  const claims = `of ${aCandidate().runId} for implementation until 2026-01-06T13:30:00.000Z`;
  expect([request?.result_token, request?.progress_token]).toEqual([`result ${claims}`, `progress ${claims}`]);
});

test('a full bucket costs neither a write nor a look at the ticket', async () => {
  const world = await aWorld({ mapping: { maxInProgress: 1 } });
  await world.buckets.claimSlot({
    ...aCandidate({ ticketId: 'other' }),
    bucketId: BUCKET,
    at: world.clock.now(),
    claimId: 'c',
  });

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('refused: at capacity');

  expect(writesOf(world)).toEqual([]);
  expect(world.tracker.calls.read).toBe(0);
});

test.each([
  ['in flight', 'refused: in flight', false],
  ['dispatched within 24 hours', 'refused: dispatched recently', true],
])('a ticket %s costs three writes and keeps no slot', async (_why, outcome, isOver) => {
  const world = await aWorld();
  const other = aRun({ runId: 'other-run' });
  await world.runs.reserve(other);
  await world.dispatchRecords.claim({ ...other, at: world.clock.now() });
  if (isOver) await world.dispatchRecords.release(other, other.runId, world.clock.now());

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe(outcome);

  expect(writesOf(world)).toEqual(['buckets.claimSlot', 'dispatchRecords.claim', 'buckets.releaseSlot']);
  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
});

test('a live run that is over does not count as live', async () => {
  const world = await aWorld();
  const other = aRun({ runId: 'other-run', status: 'failed' });
  await world.runs.entomb(other);
  await world.dispatchRecords.claim({ ...other, at: world.clock.now() });

  expect(await dispatchRun(world.dispatch, aCandidate({ retryOf: 'other-run' }))).toBe('dispatched');
});

const DROPPED: [string, WorldOptions, Parameters<typeof aCandidate>[0], string][] = [
  ['of a paused mapping', { mapping: { paused: true } }, {}, 'dropped: the mapping is paused'],
  [
    'of a suspended mapping',
    { mapping: { suspended: { reason: 'no workflow', at: '2026-01-05T08:00:00.000Z' } } },
    {},
    'dropped: the mapping is suspended',
  ],
  ['of a deleted mapping', {}, { mappingId: 'gone' }, 'dropped: the mapping is deleted'],
  [
    'that is too old',
    {},
    { offeredAt: '2026-01-05T08:57:59.999Z' },
    'dropped: the candidate is older than two minutes',
  ],
  ['of a ticket that is gone', { tickets: [] }, {}, 'dropped: the ticket cannot be read'],
  ['without trigger', { tickets: [aTicket({ markers: [] })] }, {}, 'dropped: the ticket is not eligible (not_marked)'],
  [
    'out of scope',
    { tickets: [aTicket({ teamKey: 'OPS' })] },
    {},
    'dropped: the ticket has left the scope of the mapping',
  ],
  ['that our table does not ask for', {}, { attempt: 2, retryOf: 'run' }, 'dropped: the ticket has moved on'],
];

test.each(DROPPED)('a candidate %s is dropped without a write', async (_which, options, fields, outcome) => {
  const world = await aWorld(options);

  expect(await dispatchRun(world.dispatch, aCandidate(fields))).toBe(outcome);
  expect(writesOf(world)).toEqual([]);
});

test('a ticket that cannot be read is dropped, for it will be offered again', async () => {
  const world = await aWorld();
  world.tracker.faults.goDown();

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dropped: the ticket cannot be read');
});

test.each(['implementing', 'pr_ready', 'parked'] as const)('a ticket that is %s is not begun anew', async (status) => {
  const world = await aWorld();
  await world.tickets.write(aTicketRecord({ status }));

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dropped: the ticket has moved on');
});

test('an order that the executor defers gives its dispatch back and is taken again', async () => {
  const world = await aWorld();
  const retryAt = '2026-01-05T09:10:00.000Z';
  world.executor.refuseOnce({ outcome: 'deferred', retryAt });

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe(`deferred until ${retryAt}`);
  expect(await world.runs.read(aCandidate().runId)).toMatchObject({ status: 'reserved', dispatchesTaken: 0 });

  world.clock.advance(10 * MINUTE_MS);
  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('dispatched');
});

test('an order deferred in its second round is given back too', async () => {
  const world = await aWorld();
  await world.runs.reserve(aRun({ dispatchesAllowed: 2 }));
  await world.runs.putContext(aRun().runId, { ticket: { description: '' } } as never);
  world.executor.refuseOnce({ outcome: 'deferred', retryAt: '2026-01-05T09:10:00.000Z' });

  await dispatchRun(world.dispatch, aCandidate());

  expect(await world.runs.read(aRun().runId)).toMatchObject({ dispatchesTaken: 1, dispatchesAllowed: 2 });
});

test('a refusal that concerns the ticket fails the run and leaves the mapping', async () => {
  const world = await aWorld();
  world.executor.refuseOnce({ outcome: 'refused', concerns: 'ticket', reason: 'the inputs are too long' });

  await dispatchRun(world.dispatch, aCandidate());

  expect(await world.runs.read(aCandidate().runId)).toMatchObject({ status: 'failed', failure: { kind: 'substance' } });
  expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
});

test('a slow consumer that finds its run entombed stops, frees what it took, and tells the ticket', async () => {
  const world = await aWorld();
  const { reserve } = world.runs;
  world.runs.reserve = async (run) => {
    await world.runs.entomb({ ...run, status: 'failed' });
    return reserve(run);
  };

  expect(await dispatchRun(world.dispatch, aCandidate())).toBe('refused: over');

  expect(world.executor.orders).toBe(0);
  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
  expect((await world.dispatchRecords.read(aTicket()))?.liveRunId).toBeUndefined();
  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'RunEnded', runId: aCandidate().runId }]);
});
