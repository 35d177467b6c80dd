import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/domain/run.ts';
import { LEASE_MS } from '../../shared/domain/run.ts';
import { plus, SECOND_MS } from '../../shared/domain/time.ts';
import { aRun } from '../builders/a-run.ts';
import type { FreshStores } from './stores.ts';

const NOW = '2026-01-05T09:00:00.000Z';
const LEASE_END = plus(NOW, LEASE_MS);
const BINDING = { workflowRunId: '9000', url: 'https://github.test/runs/9000', at: plus(NOW, SECOND_MS) };

async function withRun(fresh: FreshStores, overrides: Partial<Run> = {}) {
  const { runs } = await fresh();
  const run = aRun({ reservedAt: NOW, ...overrides });
  await runs.reserve(run);
  return { runs, run, now: async () => (await runs.read(run.runId)) ?? aRun({ runId: 'missing' }) };
}

export function runDispatchContract(fresh: FreshStores): void {
  describe('a run until it is dispatched', () => {
    reserving(fresh);
    taking(fresh);
    allowing(fresh);
    binding(fresh);
  });
}

function reserving(fresh: FreshStores): void {
  it('is reserved once; whoever comes later gets the one that stands', async () => {
    const { runs } = await fresh();
    const run = aRun({ leaseUntil: LEASE_END, awsRegion: 'eu-central-1', maxTurns: 30, isExplicit: true });
    expect(await runs.reserve(run)).toEqual({ outcome: 'reserved' });
    expect(await runs.reserve(aRun({ ticketTitle: 'Another title' }))).toEqual({ outcome: 'present', run });
    expect(await runs.read(run.runId)).toEqual(run);
  });

  it('is reserved by one of many at once', async () => {
    const { runs } = await fresh();
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => runs.reserve(aRun({ attempt: n + 1 }))));
    expect(outcomes.filter((o) => o.outcome === 'reserved')).toHaveLength(1);
  });

  it('cannot be reserved any more once it is entombed, nor entombed once it is reserved', async () => {
    const { runs } = await fresh();
    const failure = { kind: 'infrastructure', reason: 'never reserved' } as const;
    const tombstone = aRun({ status: 'failed', failure });
    expect(await runs.entomb(tombstone)).toEqual({ outcome: 'entombed' });
    expect(await runs.reserve(aRun())).toEqual({ outcome: 'present', run: tombstone });
    expect(await runs.entomb(aRun({ status: 'failed' }))).toEqual({ outcome: 'present', run: tombstone });
  });
}

function taking(fresh: FreshStores): void {
  it('is dispatched by nobody else while its lease runs', async () => {
    const { runs, run } = await withRun(fresh, { leaseUntil: LEASE_END, dispatchesTaken: 0 });
    const take = { now: plus(LEASE_END, -1), leaseUntil: plus(LEASE_END, LEASE_MS) };
    expect(await runs.takeDispatch(run.runId, take)).toBe('refused');
    expect(await runs.takeDispatch(run.runId, { ...take, now: LEASE_END })).toBe('taken');
  });

  it('is dispatched once for each allowance, by one of many at once', async () => {
    const { runs, run, now } = await withRun(fresh, { dispatchesTaken: 0 });
    const take = { now: NOW, leaseUntil: LEASE_END };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => runs.takeDispatch(run.runId, take)));
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
    expect(await now()).toMatchObject({ dispatchesTaken: 1, dispatchAskedAt: NOW, leaseUntil: LEASE_END });
    const later = { now: plus(LEASE_END, 1), leaseUntil: plus(LEASE_END, LEASE_MS) };
    expect(await runs.takeDispatch(run.runId, later)).toBe('refused');
  });

  it('takes the allowance back once, from the one who holds the lease, and is dispatched by nobody before a moment', async () => {
    const { runs, run, now } = await withRun(fresh, { dispatchesTaken: 0 });
    const notBefore = plus(LEASE_END, 60_000);
    await runs.takeDispatch(run.runId, { now: NOW, leaseUntil: LEASE_END });
    await runs.giveDispatchBack(run.runId, { held: plus(LEASE_END, 1), notBefore });
    expect((await now()).dispatchesTaken).toBe(1);
    await runs.giveDispatchBack(run.runId, { held: LEASE_END, notBefore });
    await runs.giveDispatchBack(run.runId, { held: LEASE_END, notBefore });
    expect(await now()).toMatchObject({ dispatchesTaken: 0 });
    const leaseUntil = plus(notBefore, 90_000);
    expect(await runs.takeDispatch(run.runId, { now: plus(notBefore, -1), leaseUntil })).toBe('refused');
    expect(await runs.takeDispatch(run.runId, { now: notBefore, leaseUntil })).toBe('taken');
  });

  it.each(['dispatched', 'running', 'failed'] as const)('is dispatched by nobody when it is %s', async (status) => {
    const { runs, run } = await withRun(fresh, { status, dispatchesTaken: 0 });
    expect(await runs.takeDispatch(run.runId, { now: NOW, leaseUntil: LEASE_END })).toBe('refused');
    expect(await runs.takeDispatch('unknown', { now: NOW, leaseUntil: LEASE_END })).toBe('refused');
  });
}

function allowing(fresh: FreshStores): void {
  it('is allowed one more dispatch, once, after its lease', async () => {
    const { runs, run, now } = await withRun(fresh, { leaseUntil: LEASE_END });
    expect(await runs.allowDispatch(run.runId, { taken: 1, now: plus(LEASE_END, -1) })).toBe('refused');
    expect(await runs.allowDispatch(run.runId, { taken: 1, now: LEASE_END })).toBe('allowed');
    expect(await runs.allowDispatch(run.runId, { taken: 1, now: LEASE_END })).toBe('refused');
    expect(await now()).toMatchObject({ dispatchesTaken: 1, dispatchesAllowed: 2 });
  });

  it('is allowed none by a look-up after a dispatch that was given back', async () => {
    const { runs, run, now } = await withRun(fresh, { leaseUntil: LEASE_END });
    await runs.giveDispatchBack(run.runId, { held: LEASE_END, notBefore: LEASE_END });
    expect(await runs.allowDispatch(run.runId, { taken: 1, now: LEASE_END })).toBe('refused');
    expect(await now()).toMatchObject({ dispatchesTaken: 0, dispatchesAllowed: 1 });
  });

  it('is allowed none by a look-up of an earlier round, nor once it is bound', async () => {
    const { runs, run } = await withRun(fresh, { dispatchesTaken: 2, dispatchesAllowed: 2 });
    expect(await runs.allowDispatch(run.runId, { taken: 1, now: LEASE_END })).toBe('refused');
    await runs.bind(run.runId, BINDING);
    expect(await runs.allowDispatch(run.runId, { taken: 2, now: LEASE_END })).toBe('refused');
  });
}

function binding(fresh: FreshStores): void {
  it('becomes dispatched when it is bound, and its lease ends', async () => {
    const { runs, run, now } = await withRun(fresh, { leaseUntil: LEASE_END });
    expect(await runs.bind(run.runId, BINDING)).toBe('bound');
    const bound = await now();
    expect(await runs.bind(run.runId, { ...BINDING, at: LEASE_END })).toBe('bound');
    expect(await now()).toEqual(bound);
    expect(bound).toMatchObject({ status: 'dispatched', workflowRunId: '9000', workflowRunUrl: BINDING.url });
    expect([bound.dispatchedAt, bound.leaseUntil]).toEqual([BINDING.at, undefined]);
  });

  it.each(['dispatched', 'running', 'succeeded'] as const)(
    'loses a lease when it is bound while %s',
    async (status) => {
      const { runs, run, now } = await withRun(fresh, { status, workflowRunId: '9000', leaseUntil: LEASE_END });
      expect(await runs.bind(run.runId, BINDING)).toBe('bound');
      expect([(await now()).status, (await now()).leaseUntil]).toEqual([status, undefined]);
    },
  );

  it('is bound to one of many workflow runs at once; the others are surplus', async () => {
    const { runs, run, now } = await withRun(fresh);
    const ids = Array.from({ length: 10 }, (_, n) => String(9000 + n));
    const outcomes = await Promise.all(ids.map((id) => runs.bind(run.runId, { ...BINDING, workflowRunId: id })));
    const winners = ids.filter((_, n) => outcomes[n] === 'bound');
    expect(winners).toEqual([(await now()).workflowRunId]);
  });

  it('stays running, and learns its address, when it started before its dispatch was answered', async () => {
    const { runs, run, now } = await withRun(fresh);
    await runs.start(run.runId, { workflowRunId: '9000', runAttempt: 1, sessionKeyHash: 'h', at: NOW });
    expect(await runs.bind(run.runId, { ...BINDING, workflowRunId: '9001' })).toBe('surplus');
    expect(await runs.bind(run.runId, BINDING)).toBe('bound');
    expect(await now()).toMatchObject({ status: 'running', workflowRunUrl: BINDING.url, dispatchedAt: BINDING.at });
  });

  it('binds nothing once it is over, but knows the workflow run that it was', async () => {
    const { runs, run, now } = await withRun(fresh);
    await runs.end(run.runId, { status: 'failed', at: NOW });
    expect(await runs.bind(run.runId, BINDING)).toBe('surplus');
    expect((await now()).workflowRunId).toBeUndefined();
    expect(await runs.bind('unknown', BINDING)).toBe('surplus');
  });

  it('stays over when the workflow run that it was is bound late', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'succeeded', workflowRunId: '9000' });
    expect(await runs.bind(run.runId, BINDING)).toBe('bound');
    expect((await now()).status).toBe('succeeded');
  });
}
