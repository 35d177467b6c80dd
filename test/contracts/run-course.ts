import { describe, expect, it } from 'vitest';
import { RUN_STATUSES, type Run, type RunStatus, TRANSITIONS } from '../../shared/domain/run.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { RunEnd, RunStart } from '../../shared/ports/run-store.ts';
import { aRun } from '../builders/a-run.ts';
import type { FreshStores } from './stores.ts';

const NOW = '2026-01-05T09:10:00.000Z';
const ENDS = ['succeeded', 'failed', 'timed_out', 'cancelled'] as const;

function aStart(overrides: Partial<RunStart> = {}): RunStart {
  return { workflowRunId: '9000', runAttempt: 1, sessionKeyHash: 'hash-1', at: NOW, ...overrides };
}

async function withRun(fresh: FreshStores, overrides: Partial<Run> = {}) {
  const { runs } = await fresh();
  const run = aRun(overrides);
  await runs.reserve(run);
  return { runs, run, now: async () => (await runs.read(run.runId)) ?? aRun({ runId: 'missing' }) };
}

export function runCourseContract(fresh: FreshStores): void {
  describe('a run from its start to its end', () => {
    starting(fresh);
    refusing(fresh);
    living(fresh);
    wishing(fresh);
    ending(fresh);
    listing(fresh);
  });
}

function starting(fresh: FreshStores): void {
  it.each(['reserved', 'dispatched'] as const)('starts when it is %s', async (status) => {
    const { runs, run } = await withRun(fresh, { status });
    const told = { repositoryId: '7', runner: { kind: 'released', version: '0.1.0' } } as const;
    const outcome = await runs.start(run.runId, aStart(told));
    expect(outcome).toMatchObject({ run: told });
    expect(outcome).toMatchObject({ outcome: 'started', run: { status: 'running', workflowRunId: '9000' } });
    expect(outcome).toMatchObject({ run: { runAttempt: 1, sessionKeyHash: 'hash-1', startedAt: NOW } });
  });

  it('gives the same workflow run and attempt a new key, and keeps the time of its start', async () => {
    const { runs, run, now } = await withRun(fresh);
    await runs.start(run.runId, aStart());
    const later = plus(NOW, MINUTE_MS);
    const again = await runs.start(run.runId, aStart({ sessionKeyHash: 'hash-2', at: later }));
    expect(again.outcome).toBe('started');
    expect(await now()).toMatchObject({ sessionKeyHash: 'hash-2', startedAt: NOW, heartbeatAt: later });
  });

  it('lets one of many workflow runs through the gate', async () => {
    const { runs, run, now } = await withRun(fresh);
    const ids = Array.from({ length: 10 }, (_, n) => String(9000 + n));
    const outcomes = await Promise.all(ids.map((id) => runs.start(run.runId, aStart({ workflowRunId: id }))));
    expect(outcomes.filter((o) => o.outcome === 'taken')).toHaveLength(9);
    expect(ids.filter((_, n) => outcomes[n]?.outcome === 'started')).toEqual([(await now()).workflowRunId]);
  });
}

function refusing(fresh: FreshStores): void {
  it('is taken for another workflow run than the one that is bound, and for a re-run by hand', async () => {
    const { runs, run } = await withRun(fresh, { status: 'dispatched' });
    expect(await runs.start(run.runId, aStart({ workflowRunId: '9001' }))).toEqual({ outcome: 'taken' });
    await runs.start(run.runId, aStart());
    expect(await runs.start(run.runId, aStart({ runAttempt: 2 }))).toEqual({ outcome: 'taken' });
    expect(await runs.start(run.runId, aStart({ workflowRunId: '9001' }))).toEqual({ outcome: 'taken' });
  });

  it.each(ENDS)('does not start any more when it is %s', async (status) => {
    const { runs, run, now } = await withRun(fresh, { status });
    expect(await runs.start(run.runId, aStart())).toEqual({ outcome: 'over' });
    expect((await now()).status).toBe(status);
  });

  it('is unknown when it was never reserved', async () => {
    const { runs } = await fresh();
    expect(await runs.start('unknown', aStart())).toEqual({ outcome: 'unknown' });
    expect(await runs.read('unknown')).toBeUndefined();
  });
}

function living(fresh: FreshStores): void {
  it('notes its newest sign of life while it is live', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'running' });
    await runs.beat(run.runId, NOW);
    await runs.beat(run.runId, plus(NOW, -MINUTE_MS));
    expect((await now()).heartbeatAt).toBe(NOW);
    await runs.end(run.runId, { status: 'failed', at: NOW });
    await runs.beat(run.runId, plus(NOW, MINUTE_MS));
    expect((await now()).heartbeatAt).toBe(NOW);
  });

  it('notes how it waits for machines, unless somebody noted it otherwise meanwhile, and only while it works', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'running' });
    await runs.noteQueue(run.runId, { queuedSince: NOW, queuedMs: 1000 }, undefined);
    expect(await now()).toMatchObject({ queuedSince: NOW, queuedMs: 1000 });
    await runs.noteQueue(run.runId, { queuedMs: 5 }, undefined);
    await runs.noteQueue(run.runId, { queuedMs: 5 }, plus(NOW, 1));
    expect(await now()).toMatchObject({ queuedSince: NOW, queuedMs: 1000 });
    await runs.noteQueue(run.runId, { queuedMs: 60_000 }, NOW);
    expect((await now()).queuedSince).toBeUndefined();
    expect((await now()).queuedMs).toBe(60_000);
    await runs.end(run.runId, { status: 'failed', at: NOW });
    await runs.noteQueue(run.runId, { queuedSince: NOW, queuedMs: 1 }, undefined);
    expect((await now()).queuedMs).toBe(60_000);
  });

  it('notes that its repository has another name, and changes nothing else', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'running' });
    const before = await now();
    const name = { owner: 'acme', repo: 'server', renamedFrom: { owner: 'acme', repo: 'backend' } };
    await runs.noteRepository(run.runId, name);
    expect(await now()).toEqual({ ...before, ...name });
    await runs.noteRepository('unknown', name);
    expect(await runs.read('unknown')).toBeUndefined();
  });

  it('notes its pull request, also when it is over, and never makes a run by it', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'cancelled' });
    const prUrl = 'https://github.test/acme/backend/pull/7';
    await runs.notePullRequest(run.runId, { prUrl });
    expect(await now()).toMatchObject({ prUrl });
    expect((await now()).prHeadSha).toBeUndefined();
    await runs.notePullRequest(run.runId, { prUrl, headSha: 'c0ffee' });
    expect(await now()).toMatchObject({ prUrl, prHeadSha: 'c0ffee' });
    await runs.beat('unknown', NOW);
    await runs.notePullRequest('unknown', { prUrl });
    expect(await runs.read('unknown')).toBeUndefined();
  });
}

function wishing(fresh: FreshStores): void {
  const wish = { by: 'an admin', askedAt: NOW, reason: 'not wanted', stopId: 'stop-1' };

  it.each(['reserved', 'dispatched', 'running'] as const)('is wanted cancelled while it is %s', async (status) => {
    const { runs, run, now } = await withRun(fresh, { status });
    expect(await runs.wishCancel(run.runId, wish)).toBe('wished');
    expect(await runs.wishCancel(run.runId, { ...wish, reason: 'another' })).toBe('wished');
    expect(await now()).toMatchObject({ status, cancelWish: wish });
  });

  it.each(ENDS)('is not wanted cancelled any more when it is %s', async (status) => {
    const { runs, run, now } = await withRun(fresh, { status });
    expect(await runs.wishCancel(run.runId, wish)).toBe('over');
    expect((await now()).cancelWish).toBeUndefined();
    expect(await runs.wishCancel('unknown', wish)).toBe('over');
    expect(await runs.read('unknown')).toBeUndefined();
  });

  it('is taken back by the stop that wanted it cancelled, by no other, and only while it is live', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'running' });
    await runs.wishCancel(run.runId, wish);
    expect(await runs.takeCancelBack(run.runId, 'stop-2')).toBe('kept');
    expect(await runs.takeCancelBack(run.runId, 'stop-1')).toBe('taken_back');
    expect((await now()).cancelWish).toBeUndefined();
    expect(await runs.takeCancelBack(run.runId, 'stop-1')).toBe('kept');
    await runs.wishCancel(run.runId, wish);
    await runs.end(run.runId, { status: 'cancelled', at: NOW, verdict: { on: 'running', wishedAt: NOW } });
    expect(await runs.takeCancelBack(run.runId, 'stop-1')).toBe('kept');
    expect(await runs.takeCancelBack('unknown', 'stop-1')).toBe('kept');
  });

  it('ends by a wish only while that wish stands', async () => {
    const { runs, run } = await withRun(fresh, { status: 'running' });
    const end = { status: 'cancelled', at: NOW, verdict: { on: 'running', wishedAt: NOW } } as const;
    expect(await runs.end(run.runId, end)).toBe('moved_on');
    await runs.wishCancel(run.runId, { ...wish, askedAt: plus(NOW, 1) });
    expect(await runs.end(run.runId, end)).toBe('moved_on');
    await runs.takeCancelBack(run.runId, 'stop-1');
    await runs.wishCancel(run.runId, wish);
    expect(await runs.end(run.runId, end)).toBe('ended');
  });
}

function ending(fresh: FreshStores): void {
  const moves = RUN_STATUSES.flatMap((from) => ENDS.map((to) => [from, to] as [RunStatus, RunEnd['status']]));
  it.each(moves)('goes from %s to %s only where the transition table leads', async (from, to) => {
    const { runs, run, now } = await withRun(fresh, { status: from });
    const isAllowed = TRANSITIONS[from].includes(to);
    expect(await runs.end(run.runId, { status: to, at: NOW })).toBe(isAllowed ? 'ended' : 'already_over');
    expect((await now()).status).toBe(isAllowed ? to : from);
  });

  it('keeps why and how it ended, and the pull request that it had', async () => {
    const { runs, run, now } = await withRun(fresh, { status: 'running', prUrl: 'https://github.test/pull/7' });
    const failure = { kind: 'substance', reason: 'verify failed' } as const;
    const usage = { turns: 3, inputTokens: 10, outputTokens: 5, costUsd: 0.25 };
    await runs.end(run.runId, { status: 'failed', at: NOW, failure, usage });
    expect(await now()).toMatchObject({ endedAt: NOW, failure, usage, prUrl: 'https://github.test/pull/7' });
  });

  it('ends once among many verdicts at once', async () => {
    const { runs, run } = await withRun(fresh, { status: 'running' });
    const verdicts = ENDS.map((status) => runs.end(run.runId, { status, at: NOW }));
    expect((await Promise.all(verdicts)).filter((outcome) => outcome === 'ended')).toHaveLength(1);
  });

  it('ends by a verdict only in the status that was judged, and only while no report stands', async () => {
    const { runs, run } = await withRun(fresh, { status: 'running' });
    const verdict = { status: 'timed_out', at: NOW } as const;
    expect(await runs.end(run.runId, { ...verdict, verdict: { on: 'dispatched' } })).toBe('moved_on');
    expect(await runs.markReported(run.runId, NOW)).toBe('marked');
    expect(await runs.end(run.runId, { ...verdict, verdict: { on: 'running' } })).toBe('moved_on');
    expect(await runs.end(run.runId, { status: 'succeeded', at: NOW })).toBe('ended');
    expect(await runs.end(run.runId, { ...verdict, verdict: { on: 'running' } })).toBe('already_over');
  });

  it('ends by a verdict while it is reserved only when no lease runs, or by the one who holds it', async () => {
    const leaseUntil = plus(NOW, 1000);
    const { runs, run } = await withRun(fresh, { status: 'reserved', leaseUntil });
    const end = { status: 'failed', at: NOW } as const;
    expect(await runs.end(run.runId, { ...end, verdict: { on: 'reserved' } })).toBe('moved_on');
    expect(await runs.end(run.runId, { ...end, verdict: { on: 'reserved', heldLease: leaseUntil } })).toBe('ended');
  });

  it('takes no mark of a report after a verdict, and repeats one that stands', async () => {
    const { runs, run } = await withRun(fresh, { status: 'running' });
    await runs.end(run.runId, { status: 'timed_out', at: NOW, verdict: { on: 'running' } });
    expect(await runs.markReported(run.runId, NOW)).toBe('over');
    const other = await withRun(fresh, { status: 'running' });
    await other.runs.end(other.run.runId, { status: 'succeeded', at: NOW });
    expect(await other.runs.markReported(other.run.runId, NOW)).toBe('marked');
  });

  it('is an error to end when it does not exist', async () => {
    const { runs } = await fresh();
    await expect(runs.end('unknown', { status: 'failed', at: NOW })).rejects.toThrow('no run unknown');
  });
}

function listing(fresh: FreshStores): void {
  it('is listed as open until it ends, then by the day it was reserved on, and always with its ticket', async () => {
    const { runs, run } = await withRun(fresh, { runId: 'run-1', reservedAt: '2026-01-05T09:00:00.000Z' });
    await runs.reserve(aRun({ runId: 'run-2', reservedAt: '2026-01-05T10:00:00.000Z' }));
    await runs.reserve(aRun({ runId: 'run-3', ticketId: 'another', reservedAt: '2026-01-05T11:00:00.000Z' }));
    const ids = async (found: Promise<Run[]>) => (await found).map((one) => one.runId);
    expect(await ids(runs.open())).toEqual(['run-3', 'run-2', 'run-1']);
    await runs.end('run-1', { status: 'failed', at: '2026-01-06T00:10:00.000Z' });
    await runs.end('run-3', { status: 'succeeded', at: '2026-01-05T11:10:00.000Z' });
    expect(await ids(runs.open())).toEqual(['run-2']);
    expect(await ids(runs.startedOn('2026-01-05'))).toEqual(['run-3', 'run-1']);
    expect(await ids(runs.startedOn('2026-01-06'))).toEqual([]);
    const [newest] = await runs.startedOn('2026-01-05', { limit: 1 });
    expect(newest?.runId).toBe('run-3');
    expect(await ids(runs.startedOn('2026-01-05', { limit: 5, before: newest }))).toEqual(['run-1']);
    expect(await ids(runs.ofTicket(run))).toEqual(['run-2', 'run-1']);
  });
}
