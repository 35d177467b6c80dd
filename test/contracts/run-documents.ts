import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aReport } from '../builders/a-report.ts';
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
    expect(await runs.readContext('run-1')).toEqual(context);
  });

  it('keeps the first context: what was admitted does not change any more', async () => {
    const { runs } = await fresh();
    await runs.putContext('run-1', aRunContext());
    await runs.putContext('run-1', aRunContext({ branch: 'another' }));
    expect(await runs.readContext('run-1')).toEqual(aRunContext());
    expect(await runs.readContext('run-2')).toBeUndefined();
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
  it('shows steps in the order in which they began, each as its last line told it', async () => {
    const { runs } = await fresh();
    await runs.putStep('run-1', aStep({ stepId: 'b', startedAt: '2026-01-05T09:01:00.000Z' }));
    await runs.putStep('run-1', aStep({ stepId: 'a', startedAt: '2026-01-05T09:02:00.000Z' }));
    const ended = aStep({ stepId: 'b', startedAt: '2026-01-05T09:01:00.000Z', status: 'succeeded', endedAt: AT });
    await runs.putStep('run-1', ended);
    await runs.putStep('run-2', aStep());
    const found = await runs.steps('run-1');
    expect(found.map((step) => [step.stepId, step.status])).toEqual([
      ['b', 'succeeded'],
      ['a', 'running'],
    ]);
    expect(found[0]).toEqual(ended);
  });
}
