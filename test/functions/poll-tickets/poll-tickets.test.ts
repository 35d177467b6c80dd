import { expect, test } from 'vitest';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { SECRETS } from '../../../shared/contract/env.ts';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld, BUCKET, type World } from '../world.ts';

const tickets = (...priorities: number[]) =>
  priorities.map((priority, n) => aTicket({ ticketId: `ticket-${n}`, key: `ENG-${n}`, priority }));
const offered = (world: World) => world.candidates.waiting().map((candidate) => candidate.ticketId);
const FAILED = aTicketRecord({
  status: 'implementation_failed',
  shownStage: 'implementation_failed',
  shownAt: '2026-01-05T08:00:00.000Z',
  dispatchedAt: { implementation: '2026-01-05T07:00:00.000Z' },
});

test('a marked ticket is offered, under a new run id', async () => {
  const world = await aWorld();

  expect(await pollTickets(world.poll)).toEqual({ outcome: 'polled', tickets: 1, offered: 1, skipped: [], down: [] });

  expect(world.candidates.waiting()).toMatchObject([
    { ticketId: aTicket().ticketId, phase: 'implementation', attempt: 1, mappingId: aMapping().mappingId },
  ]);
});

test('only what fits is offered, the most urgent first, and the rest says why it waits', async () => {
  const world = await aWorld({ tickets: tickets(4, 1, 3), mapping: { maxInProgress: 2 } });

  await pollTickets(world.poll);

  expect(offered(world)).toEqual(['ticket-1', 'ticket-2']);
  expect(await world.tickets.read({ tracker: 'linear', ticketId: 'ticket-0' })).toMatchObject({
    status: 'ready',
    waiting: { reason: 'at_capacity', bucketId: BUCKET, priority: 4 },
  });
});

test('what fits is offered before the many that wait are noted, and a note that failed is made by the next poll', async () => {
  const world = await aWorld({ tickets: tickets(...Array(50).fill(3)), mapping: { maxInProgress: 1 } });
  const { write } = world.poll.tickets;
  let calls = 0;
  world.poll.tickets.write = async (record) => {
    calls += 1;
    if (calls === 30) throw new Error('the table is out of reach');
    return write(record);
  };
  const noted = async () => (await world.tickets.withStatus('ready')).length;

  await expect(pollTickets(world.poll)).rejects.toThrow('a tracker failed in an unforeseen way');

  expect(offered(world)).toEqual(['ticket-0']);
  // Of the offer two, then the part of twenty after the first one, but for the one that failed.
  expect(await noted()).toBe(40);
  world.clock.advance(MINUTE_MS);
  await pollTickets(world.poll);
  expect(await noted()).toBe(50);
});

test('a second poll of the same writes nothing', async () => {
  const world = await aWorld({ tickets: [aTicket({ blockedBy: ['ENG-9'] })] });
  await pollTickets(world.poll);
  world.clock.advance(MINUTE_MS);
  world.trace.calls.length = 0;

  await pollTickets(world.poll);

  expect(world.trace.calls.filter((call) => call === 'tickets.write')).toEqual([]);
});

test('each poll that went well is noted, with no more writes than the lease takes', async () => {
  const world = await aWorld({ tickets: [] });
  await pollTickets(world.poll);
  const [first] = [world.clock.now()];
  world.clock.advance(MINUTE_MS);
  world.trace.calls.length = 0;

  await pollTickets(world.poll);

  expect(await world.settings.readPolled('poll')).toEqual({ linear: world.clock.now() });
  expect(world.trace.calls.filter((call) => /\.(write|take|release|put|note)/.test(call))).toEqual([
    'settings.takeLease',
    'settings.releaseLease',
  ]);
  world.tracker.faults.goDown();
  world.clock.advance(MINUTE_MS);
  await pollTickets(world.poll);
  expect(await world.settings.readPolled('poll')).toEqual({ linear: plus(first, MINUTE_MS) });
});

test('the narrowest mapping of a team wins', async () => {
  const world = await aWorld({ tickets: [aTicket({ projectId: 'p1' })] });
  await world.mappings.save(aMapping({ mappingId: 'narrow', name: 'Narrow', linearProjectId: 'p1' }));

  await pollTickets(world.poll);

  expect(world.candidates.waiting()).toMatchObject([{ mappingId: 'narrow' }]);
});

test('a poll beside another one does nothing', async () => {
  const world = await aWorld();
  await world.settings.takeLease('poll', { now: world.clock.now(), until: '2026-01-05T09:01:00.000Z' });

  expect(await pollTickets(world.poll)).toMatchObject({ outcome: 'another poll is under way' });
  expect(world.tracker.calls.marked).toBe(0);
});

test('a rate limit backs the tracker off until the moment that it named', async () => {
  const world = await aWorld();
  const retryAt = '2026-01-05T09:07:00.000Z';
  world.tracker.faults.failOnce('marked', new ServiceUnavailable('linear', 'rate_limited', 'slow down', retryAt));

  expect(await pollTickets(world.poll)).toMatchObject({ tickets: 0 });
  world.clock.advance(7 * MINUTE_MS - 1);
  await pollTickets(world.poll);
  expect(world.tracker.calls.marked).toBe(1);

  world.clock.advance(1);
  expect(await pollTickets(world.poll)).toMatchObject({ offered: 1 });
  expect(await world.settings.readPollState('linear')).toMatchObject({ failuresInARow: 0 });
});

test('an outage backs off longer and longer', async () => {
  const world = await aWorld();
  world.tracker.faults.goDown();

  for (let minute = 0; minute < 60; minute += 1) {
    await pollTickets(world.poll);
    world.clock.advance(MINUTE_MS);
  }

  // After 0, 1, 3, 7, 15, 30 and 45 minutes.
  expect(world.tracker.calls.marked).toBe(7);
});

test.each(['linear', 'jira'] as const)('a refused credential of %s says what to renew, and where', async (name) => {
  const world = await aWorld();
  const refused = new ServiceUnavailable(name, 'credential_refused', 'the credential is refused');
  const tracker = { ...world.tracker, name, marked: () => Promise.reject(refused) };
  await pollTickets({ ...world.poll, trackers: [tracker] });

  const parameter = { linear: SECRETS.linearApiKey, jira: SECRETS.jiraToken }[name];
  expect((await world.settings.readPollState(name))?.lastError).toContain(`store it in the parameter ${parameter}`);
});

test('an unforeseen error of one tracker is thrown after the others were served', async () => {
  const world = await aWorld();
  const broken = { ...world.tracker, name: 'jira' as const, marked: () => Promise.reject(new Error('broken')) };

  await expect(pollTickets({ ...world.poll, trackers: [broken, ...world.poll.trackers] })).rejects.toThrow(
    'unforeseen',
  );
  expect(offered(world)).toHaveLength(1);
});

test('a trigger put back after a failure lifts the 24-hour rule, with an audit entry', async () => {
  const world = await aWorld();
  const claim = { ...aTicket(), runId: 'run-1', phase: 'implementation', at: '2026-01-05T07:00:00.000Z' } as const;
  await world.dispatchRecords.claim(claim);
  await world.dispatchRecords.release(claim, 'run-1', claim.at);
  await world.tickets.write(FAILED);

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 1 });

  expect((await world.dispatchRecords.read(aTicket()))?.phases).toEqual({});
  expect(await world.audit.ofDay('2026-01-05')).toMatchObject([{ action: 'retry-by-marking', subject: 'ENG-1' }]);
});

test('it is left alone while a run of the ticket is live', async () => {
  const world = await aWorld();
  const at = '2026-01-05T07:00:00.000Z';
  await world.dispatchRecords.claim({ ...aTicket(), runId: 'run-1', phase: 'implementation', at });
  await world.tickets.write(FAILED);

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 0 });
  expect(await world.audit.ofDay('2026-01-05')).toEqual([]);
});

test('a failed ticket whose label removal is not confirmed is not offered', async () => {
  const world = await aWorld();
  await world.tickets.write({ ...FAILED, shownStage: 'implementing' });

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 0 });
});

test('nor is it by a listing that lags behind the confirmed removal', async () => {
  const world = await aWorld();
  await world.tickets.write({ ...FAILED, shownAt: world.clock.now() });

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 0 });
});

test('where retry by marking is off, the ticket waits its 24 hours', async () => {
  const world = await aWorld({ isRetryByMarking: false });
  await world.tickets.write(FAILED);

  expect(await pollTickets(world.poll)).toMatchObject({ offered: 0 });
  world.clock.advance(22 * HOUR_MS);
  expect(await pollTickets(world.poll)).toMatchObject({ offered: 1 });
});

test('a ticket that never ran and lost its trigger is forgotten, a minute later', async () => {
  const world = await aWorld({ tickets: [aTicket({ blockedBy: ['ENG-9'] })] });
  await pollTickets(world.poll);
  world.tracker.put(aTicket({ markers: [] }));

  await pollTickets(world.poll);
  expect(await world.tickets.read(aTicket())).toBeDefined();

  world.clock.advance(MINUTE_MS);
  await pollTickets(world.poll);
  expect(await world.tickets.read(aTicket())).toBeUndefined();
});

test('one that ran before is kept, but waits no longer', async () => {
  const world = await aWorld({ tickets: [] });
  const { priority, createdAt } = aTicket();
  const waiting = { reason: 'at_capacity', detail: '', priority, createdAt, bucketId: BUCKET } as const;
  await world.tickets.write(aTicketRecord({ runId: 'run-1', endedRunId: 'run-1', waiting }));
  world.clock.advance(MINUTE_MS);

  await pollTickets(world.poll);

  expect(await world.tickets.read(aTicket())).toMatchObject({ runId: 'run-1', waiting: undefined });
});
