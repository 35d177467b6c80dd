import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { STEPS_PER_RUN } from '../../shared/domain/run.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aStep } from '../builders/a-step.ts';
import type { FreshStores } from './stores.ts';

const AT = '2026-01-05T09:20:00.000Z';

export function runDocumentsContract(fresh: FreshStores): void {
  describe('what belongs to a run', () => {
    contexts(fresh);
    reports(fresh);
    steps(fresh);
  });
}

function contexts(fresh: FreshStores): void {
  it('keeps a context with a description of 200 kB that hardly compresses', async () => {
    const { runs } = await fresh();
    const context = aRunContext();
    context.ticket.description = randomBytes(150_000).toString('base64');
    await runs.putContext('run-1', context);
    expect(await runs.readContext({ runId: 'run-1' })).toEqual(context);
  });

  it('keeps the first context: what was admitted does not change any more', async () => {
    const { runs } = await fresh();
    await runs.putContext('run-1', aRunContext());
    await runs.putContext('run-1', aRunContext({ branch: 'another' }));
    expect(await runs.readContext({ runId: 'run-1' })).toEqual(aRunContext());
    expect(await runs.readContext({ runId: 'run-2' })).toBeUndefined();
  });
}

function reports(fresh: FreshStores): void {
  it('stores the first report, knows its repeat, and refuses another', async () => {
    const { runs } = await fresh();
    expect(await runs.putReport('run-1', { report: aReport(), receivedAt: AT })).toBe('stored');
    const repeat = { report: { ...aReport(), usage: undefined }, receivedAt: AT };
    const sameInOtherOrder = Object.fromEntries(Object.entries(aReport()).reverse()) as typeof repeat.report;
    expect(await runs.putReport('run-1', { report: sameInOtherOrder, receivedAt: AT })).toBe('identical');
    expect(await runs.putReport('run-1', repeat)).toBe('conflicting');
    expect(await runs.readReport('run-1')).toEqual({ report: aReport(), receivedAt: AT });
    expect(await runs.readReport('run-2')).toBeUndefined();
  });

  it('stores one of two different reports that come at once', async () => {
    const { runs } = await fresh();
    const both = [aReport(), aReport({ outcome: 'failure', failureReason: 'verify failed' })];
    const outcomes = await Promise.all(both.map((report) => runs.putReport('run-1', { report, receivedAt: AT })));
    expect(outcomes.sort()).toEqual(['conflicting', 'stored']);
  });

  it('stores a report as large as the runner may send', async () => {
    const { runs } = await fresh();
    const comments = ['a', 'b', 'c', 'd'].map((key) => ({ key, body: randomBytes(45_000).toString('base64') }));
    await runs.putReport('run-1', { report: aReport({ comments }), receivedAt: AT });
    expect((await runs.readReport('run-1'))?.report.comments).toEqual(comments);
  });
}

function steps(fresh: FreshStores): void {
  const withRuns = async (...ids: string[]) => {
    const { runs } = await fresh();
    for (const runId of ids) await runs.reserve(aRun({ runId, ticketId: runId, status: 'running' }));
    return runs;
  };

  it('shows steps in the order in which they began, each as its last line told it', async () => {
    const runs = await withRuns('run-1', 'run-2');
    await runs.noteStep('run-1', aStep({ stepId: 'b', startedAt: '2026-01-05T09:01:00.000Z' }), AT);
    await runs.noteStep('run-1', aStep({ stepId: 'a', startedAt: '2026-01-05T09:02:00.000Z' }), AT);
    const ended = aStep({ stepId: 'b', startedAt: '2026-01-05T09:01:00.000Z', status: 'succeeded', endedAt: AT });
    expect(await runs.noteStep('run-1', ended, AT)).toBe('noted');
    await runs.noteStep('run-2', aStep(), AT);
    const found = await runs.steps('run-1');
    expect(found.map((step) => [step.stepId, step.status])).toEqual([
      ['b', 'succeeded'],
      ['a', 'running'],
    ]);
    expect(found[0]).toEqual(ended);
  });

  it('takes a step for a sign of life', async () => {
    const runs = await withRuns('run-1');
    await runs.noteStep('run-1', aStep(), AT);
    expect((await runs.read('run-1'))?.heartbeatAt).toBe(AT);
  });

  it('keeps so many steps of a run and no more, also when they come at once, and goes on updating those', async () => {
    const runs = await withRuns('run-1', 'run-2');
    const note = (n: number, name = 'Implement') => runs.noteStep('run-1', aStep({ stepId: `s${n}`, name }), AT);
    const outcomes: Awaited<ReturnType<typeof note>>[] = [];
    for (let from = 0; from < STEPS_PER_RUN + 5; from += 41) {
      outcomes.push(...(await Promise.all(Array.from({ length: 41 }, (_, n) => note(from + n)))));
    }
    const kept = outcomes.flatMap((outcome, n) => (outcome === 'noted' ? [n] : []));
    expect(kept).toHaveLength(STEPS_PER_RUN);
    expect(new Set(outcomes)).toEqual(new Set(['noted', 'full']));
    expect(await note(kept[0] ?? -1, 'Implement again')).toBe('noted');
    expect(await note(STEPS_PER_RUN + 5)).toBe('full');
    const found = await runs.steps('run-1');
    expect(found).toHaveLength(STEPS_PER_RUN);
    expect(found.filter(({ name }) => name === 'Implement again')).toHaveLength(1);
    expect(await runs.noteStep('run-2', aStep(), AT)).toBe('noted');
  }, 120_000);

  it('takes no step of a run that is over or does not exist', async () => {
    const runs = await withRuns('run-1');
    await runs.end('run-1', { status: 'cancelled', at: AT });
    expect(await runs.noteStep('run-1', aStep(), AT)).toBe('over');
    expect(await runs.noteStep('run-2', aStep(), AT)).toBe('over');
    expect([await runs.steps('run-1'), await runs.steps('run-2')]).toEqual([[], []]);
  });
}
