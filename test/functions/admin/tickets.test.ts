import { describe, expect, it } from 'vitest';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { type AdminWorld, anAdminWorld, audited } from './an-admin-world.ts';

const { tracker, ticketId } = aTicketRecord();
const params = { tracker, ticketId };
const failed = {
  status: 'implementation_failed',
  mappingId: aMapping().mappingId,
  failureReason: 'tests fail',
} as const;

async function worldWith(record: Partial<TicketRecord>): Promise<AdminWorld> {
  const world = anAdminWorld();
  await world.mappings.save(aMapping());
  await world.tickets.write(aTicketRecord(record));
  return world;
}

describe('retrying a ticket', () => {
  it('puts a next run on the record and offers it at once, as a wish of a person', async () => {
    const world = await worldWith(failed);
    const { runId } = await world.operations.retryTicket({ params });
    const record = await world.tickets.read(params);
    const next = { runId, phase: 'implementation', attempt: 1, isExplicit: true, bucketId: 'linear#ENG' };
    expect(record).toMatchObject({ status: 'ready', next: { ...next, notBefore: world.clock.now() } });
    expect(record?.failureReason).toBeUndefined();
    expect(world.candidates.waiting()).toMatchObject([
      { runId, phase: 'implementation', attempt: 1, isExplicit: true },
    ]);
    expect(await audited(world)).toEqual(['ticket_retried']);
  });

  it('lifts the 24-hour rule', async () => {
    const world = await worldWith(failed);
    const claim = { ...params, phase: 'implementation' as const };
    await world.dispatchRecords.claim({ ...claim, runId: 'old', at: plus(world.clock.now(), -HOUR_MS) });
    await world.dispatchRecords.release(params, 'old', world.clock.now());
    const { runId } = await world.operations.retryTicket({ params });
    expect(await world.dispatchRecords.claim({ ...claim, runId, at: world.clock.now() })).toEqual({
      outcome: 'claimed',
    });
  });

  it.each([
    ['live', true],
    ['claimed and not written yet', false],
  ])('is refused while a run of the ticket is %s', async (_, isWritten) => {
    const world = await worldWith(failed);
    const run = aRun();
    if (isWritten) await world.runs.reserve(run);
    await world.dispatchRecords.claim({ ...params, runId: run.runId, phase: 'implementation', at: run.reservedAt });
    await expect(world.operations.retryTicket({ params })).rejects.toMatchObject({ code: 'run_live' });
    expect(world.candidates.waiting()).toEqual([]);
  });

  it('is not held up by a dispatch record that names a run which is over', async () => {
    const world = await worldWith(failed);
    const run = aRun();
    await world.runs.reserve(run);
    await world.dispatchRecords.claim({ ...params, runId: run.runId, phase: 'implementation', at: run.reservedAt });
    await world.runs.end(run.runId, { status: 'failed', at: world.clock.now() });
    await expect(world.operations.retryTicket({ params })).resolves.toHaveProperty('runId');
  });

  it('leaves a timer that offers the run again when the offer is lost', async () => {
    const world = await worldWith(failed);
    world.candidates.faults.failOnce('offer');
    await expect(world.operations.retryTicket({ params })).rejects.toThrow();
    expect(await world.tickets.read(params)).toHaveProperty('next');
    expect(world.timers.waiting()).toMatchObject([{ kind: 'offer-next', ticketId }]);
  });
});

describe('a retry', () => {
  it.each<[string, Partial<TicketRecord>]>([
    ['has an open pull request', { ...failed, prUrl: 'https://github.test/acme/backend/pull/1' }],
    ['is in review', { ...failed, status: 'pr_ready' }],
    ['is parked', { ...failed, status: 'parked' }],
    ['waits only for a slot', { ...failed, status: 'ready' }],
    ['has no mapping any more', { ...failed, mappingId: 'gone' }],
  ])('is refused for a ticket that %s', async (_, record) => {
    const world = await worldWith(record);
    await expect(world.operations.retryTicket({ params })).rejects.toMatchObject({ code: 'nothing_to_retry' });
  });

  it('is refused twice in a row', async () => {
    const world = await worldWith(failed);
    await world.operations.retryTicket({ params });
    await expect(world.operations.retryTicket({ params })).rejects.toMatchObject({ code: 'nothing_to_retry' });
  });
});

describe('unparking a ticket', () => {
  it('forgets the failures of the phase that parked it, and retries it', async () => {
    const world = await worldWith({ ...failed, status: 'parked', failuresInARow: { planning: 1, implementation: 3 } });
    const { runId } = await world.operations.unparkTicket({ params });
    expect(await world.tickets.read(params)).toMatchObject({
      status: 'ready',
      failuresInARow: { planning: 1, implementation: 0 },
      next: { runId, phase: 'implementation' },
    });
    expect(await audited(world)).toEqual(['ticket_unparked']);
  });

  it('is refused for a ticket that is not parked', async () => {
    const world = await worldWith(failed);
    await expect(world.operations.unparkTicket({ params })).rejects.toMatchObject({ code: 'not_parked' });
  });
});

describe('the blocked tickets', () => {
  const waiting = {
    reason: 'at_capacity',
    detail: '3 of 3 slots',
    priority: 1,
    createdAt: '2026-01-05T08:00:00.000Z',
  } as const;
  it.each<[Partial<TicketRecord>, object]>([
    [{ waiting }, { reason: 'at_capacity', detail: '3 of 3 slots', canRetry: false, canUnpark: false }],
    [failed, { reason: 'failed', detail: 'tests fail', canRetry: true, canUnpark: false }],
    [
      { ...failed, status: 'parked' },
      { reason: 'parked', canRetry: false, canUnpark: true },
    ],
    [{ status: 'cancelled' }, { reason: 'cancelled', canRetry: true }],
    [{ waiting: { ...waiting, reason: 'dispatched_recently' } }, { reason: 'dispatched_recently', canRetry: true }],
    [{ status: 'awaiting_approval' }, { reason: 'awaiting_approval', canRetry: false }],
  ])('of a record %o', async (record, expected) => {
    const { tickets } = await (await worldWith(record)).operations.listBlocked({});
    expect(tickets).toMatchObject([{ key: 'ENG-1', ...expected }]);
  });

  it('name the next attempt of a run that the executor lost', async () => {
    const next = { runId: 'n', phase: 'implementation', mappingId: 'm', bucketId: 'b', attempt: 2 } as const;
    const world = await worldWith({ status: 'implementing', next: { ...next, notBefore: '2026-01-05T12:01:00.000Z' } });
    expect((await world.operations.listBlocked({})).tickets).toMatchObject([{ reason: 'next_run', canRetry: false }]);
  });

  it.each<Partial<TicketRecord>>([
    { status: 'implementing' },
    { status: 'pr_ready' },
    { status: 'merged' },
    { status: 'ready' },
  ])('leave out %o', async (record) => {
    expect((await (await worldWith(record)).operations.listBlocked({})).tickets).toEqual([]);
  });
});
