import { describe, expect, it } from 'vitest';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { anApproval, aPlan } from '../builders/a-plan.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import type { FreshStores } from './stores.ts';

/** A record with every field that a record can have. */
function aFullRecord(): TicketRecord {
  const at = '2026-01-05T09:30:00.000Z';
  const waiting = { reason: 'at_capacity', detail: 'ENG has 3 of 3', priority: null, createdAt: at } as const;
  const place = { mappingId: 'mapping-1', bucketId: 'linear#ENG', phase: 'implementation' } as const;
  return aTicketRecord({
    ...place,
    status: 'parked',
    runId: 'run-1',
    runAt: at,
    endedRunId: 'run-0',
    plan: aPlan({ approval: anApproval() }),
    prUrl: 'https://github.test/acme/backend/pull/1',
    dispatchedAt: { implementation: at },
    failureReason: 'verify failed',
    failuresInARow: { implementation: 3 },
    waiting: { ...waiting, ...place },
    next: { ...place, runId: 'run-2', attempt: 2, retryOf: 'run-1', notBefore: at, isExplicit: true },
    offered: { runId: 'run-2', at, isAnswered: true },
    comments: [{ commentId: 'comment-1', body: 'parked' }],
    shownStage: 'implementation_failed',
    shownAt: at,
    showFailures: 2,
    unshown: [
      {
        ...{ what: 'markers', subject: 'markers', stage: 'implementation_failed', reason: 'refused', since: at },
        ...{ refusals: 8, isGivenUp: true, isTold: true, isPlan: false },
      },
    ],
    remindAt: at,
  });
}

export function ticketStoreContract(fresh: FreshStores): void {
  describe('a ticket record', () => {
    writing(fresh);
    removing(fresh);
    reading(fresh);
  });
}

function writing(fresh: FreshStores): void {
  it('is written with all its fields, and counts its version up', async () => {
    const { tickets } = await fresh();
    const { phase: _, ...record } = { ...aFullRecord(), phase: undefined };
    expect(await tickets.write(record)).toEqual({ outcome: 'written', record: { ...record, version: 1 } });
    expect(await tickets.read(record)).toEqual({ ...record, version: 1 });
  });

  it('holds the comments of several long reports until the tracker takes them', async () => {
    const { tickets } = await fresh();
    const line = (n: number) => `WU-${n}: change file ${n * 7919} and its test, as the plan asks.\n`;
    const body = Array.from({ length: 900 }, (_, n) => line(n)).join('');
    const comments = Array.from({ length: 12 }, (_, n) => ({ commentId: `comment-${n}`, body: `${n} ${body}` }));
    await tickets.write(aTicketRecord({ comments }));
    expect((await tickets.read(aTicketRecord()))?.comments).toEqual(comments);
  });

  it('is not written on a version that does not stand any more', async () => {
    const { tickets } = await fresh();
    await tickets.write(aTicketRecord());
    expect(await tickets.write(aTicketRecord())).toEqual({ outcome: 'stale' });
    expect((await tickets.write(aTicketRecord({ version: 1 }))).outcome).toBe('written');
    expect(await tickets.write(aTicketRecord({ version: 1 }))).toEqual({ outcome: 'stale' });
    expect(await tickets.write(aTicketRecord({ ticketId: 'never-written', version: 1 }))).toEqual({ outcome: 'stale' });
  });

  it('is written by one of many that read the same version', async () => {
    const { tickets } = await fresh();
    await tickets.write(aTicketRecord());
    const writers = Array.from({ length: 20 }, (_, n) => aTicketRecord({ version: 1, title: `title ${n}` }));
    const outcomes = await Promise.all(writers.map((record) => tickets.write(record)));
    const winner = writers.filter((_, n) => outcomes[n]?.outcome === 'written');
    expect(winner).toHaveLength(1);
    expect((await tickets.read(aTicketRecord()))?.title).toBe(winner[0]?.title);
  });
}

function removing(fresh: FreshStores): void {
  it('is removed as it was read, and once more without harm', async () => {
    const { tickets } = await fresh();
    await tickets.write(aTicketRecord());
    expect(await tickets.remove(aTicketRecord({ version: 2 }))).toBe('stale');
    expect(await tickets.remove(aTicketRecord({ version: 1 }))).toBe('removed');
    expect(await tickets.remove(aTicketRecord({ version: 1 }))).toBe('removed');
    expect(await tickets.read(aTicketRecord())).toBeUndefined();
  });
}

function reading(fresh: FreshStores): void {
  it('is read with many others at once, also over the limit of one batch', async () => {
    const { tickets } = await fresh();
    const records = Array.from({ length: 120 }, (_, n) => aTicketRecord({ ticketId: `ticket-${n}` }));
    await Promise.all(records.map((record) => tickets.write(record)));
    const asked = [...records, ...records.slice(0, 5), aTicketRecord({ ticketId: 'missing' })];
    const found = await tickets.readMany(asked);
    expect(found.map((record) => record.ticketId).sort()).toEqual(records.map((record) => record.ticketId).sort());
    expect(await tickets.readMany([])).toEqual([]);
  });

  it('is listed under the status that it has now', async () => {
    const { tickets } = await fresh();
    await tickets.write(aTicketRecord({ ticketId: 'a', updatedAt: '2026-01-05T09:02:00.000Z' }));
    await tickets.write(aTicketRecord({ ticketId: 'b', updatedAt: '2026-01-05T09:01:00.000Z' }));
    const ids = async (status: TicketRecord['status']) =>
      (await tickets.withStatus(status)).map((record) => record.ticketId);
    expect(await ids('ready')).toEqual(['b', 'a']);
    await tickets.write(aTicketRecord({ ticketId: 'b', status: 'implementing', version: 1 }));
    expect([await ids('ready'), await ids('implementing')]).toEqual([['a'], ['b']]);
    const either = await tickets.withStatus('ready', 'implementing');
    expect(either.map((record) => record.ticketId)).toEqual(['b', 'a']);
  });

  it('is listed by pages, those that changed last first, and with the last all of its moment', async () => {
    const { tickets } = await fresh();
    const moments = { a: '09:01', b: '09:02', c: '09:02', d: '09:02', e: '09:03' };
    for (const [ticketId, moment] of Object.entries(moments))
      await tickets.write(aTicketRecord({ ticketId, updatedAt: `2026-01-05T${moment}:00.000Z` }));
    const page = async (...of: Parameters<typeof tickets.changedBy>) =>
      (await tickets.changedBy(...of)).map(({ ticketId }) => ticketId).sort();
    expect(await page('ready', { limit: 1 })).toEqual(['e']);
    expect(await page('ready', { limit: 2 })).toEqual(['b', 'c', 'd', 'e']);
    const upTo = '2026-01-05T09:02:00.000Z';
    expect(await page('ready', { limit: 2, upTo })).toEqual(['b', 'c', 'd']);
    expect(await page('ready', { limit: 2, upTo, isBeyond: true })).toEqual(['a']);
    expect(await page('merged', { limit: 2 })).toEqual([]);
  });

  it('is listed among the unshown as long as it holds something unshown', async () => {
    const { tickets } = await fresh();
    const { unshown } = aFullRecord();
    await tickets.write(aTicketRecord({ ticketId: 'all-shown' }));
    await tickets.write(aTicketRecord({ ticketId: 'a', unshown }));
    expect((await tickets.unshown()).map(({ ticketId }) => ticketId)).toEqual(['a']);
    await tickets.write(aTicketRecord({ ticketId: 'a', version: 1 }));
    expect(await tickets.unshown()).toEqual([]);
  });
}
