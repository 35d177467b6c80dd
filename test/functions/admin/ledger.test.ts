import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerOf } from '../../../functions/admin/tickets/ledger-of.ts';
import { PHASES, RUN_STATUSES, type Run } from '../../../shared/domain/run.ts';
import { TICKET_STATUSES } from '../../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';

const MARK = '2026-01-05T09:00:00.000Z';
const at = (minutes: number) => plus(MARK, minutes * MINUTE_MS);
const runId = (n: number) => `01KE6XAAAA${String(n).padStart(16, '0')}`;

/** What a ledger tells, stretch by stretch, in minutes from the mark on. */
function told(of: Partial<Parameters<typeof ledgerOf>[0]>) {
  const all = { record: aTicketRecord({ createdAt: MARK }), runs: [], pulls: [], why: undefined, now: at(100), ...of };
  const minutes = (moment: string) => (Date.parse(moment) - Date.parse(MARK)) / MINUTE_MS;
  return ledgerOf(all).map(({ kind, from, to, what }) => [kind, minutes(from), to && minutes(to), what]);
}

function aPast(n: number, from: number, to: number, run: Partial<Run> = {}): Run {
  return aRun({
    ...{ runId: runId(n), status: 'succeeded', reservedAt: at(from), startedAt: at(from + 1), endedAt: at(to) },
    ...run,
  });
}

describe('the ledger of a ticket', () => {
  it('tells what was waited for between runs, and which a person was waited for', () => {
    const plan = aPlan({ runId: runId(1) });
    const approval = { planHash: 'h', text: '', by: 'Ada', at: at(29), runId: runId(2) };
    const record = { ...anAwaitingRecord({ plan: { ...plan, approval } }), createdAt: MARK, status: 'merged' as const };
    const url = 'https://github.test/acme/backend/pull/1';
    const runs = [
      aPast(1, 5, 15, { phase: 'planning' }),
      aPast(2, 30, 40, { status: 'failed', failure: { kind: 'infrastructure', reason: 'lost' } }),
      aPast(3, 45, 60, { attempt: 2 }),
      aPast(4, 70, 80, { phase: 'gap-fill' }),
    ];
    const pulls = [{ url, state: 'merged' as const, updatedAt: at(95) }];
    expect(told({ record: { ...record, prUrl: url, updatedAt: at(96) }, runs, pulls })).toEqual([
      ['wait', 0, 5, 'Waits for its turn'],
      ['start', 5, 6, 'Starts, or waits for a machine'],
      ['work', 6, 15, 'Planning'],
      ['wait', 15, 30, 'Waits for approval'],
      ['start', 30, 31, 'Starts, or waits for a machine'],
      ['work', 31, 40, 'Implementation'],
      ['wait', 40, 45, 'Waits for its next attempt'],
      ['start', 45, 46, 'Starts, or waits for a machine'],
      ['work', 46, 60, 'Implementation, attempt 2'],
      ['wait', 60, 70, 'In review'],
      ['start', 70, 71, 'Starts, or waits for a machine'],
      ['work', 71, 80, 'Follow-up'],
      ['wait', 80, 95, 'In review, then merged'],
    ]);
  });

  it('goes on where the ticket waits, or a run is in flight', () => {
    expect(told({ why: '3 of 3 slots' })).toEqual([['wait', 0, undefined, 'Waits']]);
    const run = aRun({ status: 'running', reservedAt: at(2), startedAt: at(3) });
    expect(told({ runs: [run] }).at(-1)).toEqual(['work', 3, undefined, 'Implementation']);
    const ordered = aRun({ status: 'dispatched', reservedAt: at(2) });
    expect(told({ runs: [ordered] }).at(-1)).toEqual(['start', 2, undefined, 'Starts, or waits for a machine']);
  });

  it('says what failed, so that a person had to look', () => {
    const failed = aPast(1, 0, 10, { status: 'failed', failure: { kind: 'substance', reason: 'tests fail' } });
    const again = aPast(2, 30, 40);
    const record = aTicketRecord({ createdAt: MARK });
    const ledger = ledgerOf({ record, runs: [again, failed], pulls: [], why: undefined, now: at(50) });
    expect(ledger.find(({ what }) => what === 'Waits for a person')).toMatchObject({ detail: 'tests fail' });
  });
});

describe('the ledger of any ticket', () => {
  it('has no gap and no overlap, whatever became of its runs', async () => {
    const lengths = fc.record({
      gap: fc.integer({ min: 0, max: 50 }),
      start: fc.integer({ min: 0, max: 5 }),
      work: fc.integer({ min: 0, max: 60 }),
      phase: fc.constantFrom(...PHASES),
      status: fc.constantFrom(
        ...RUN_STATUSES.filter((status) => !['reserved', 'dispatched', 'running'].includes(status)),
      ),
      hasStarted: fc.boolean(),
    });
    await fc.assert(
      fc.property(fc.array(lengths, { maxLength: 6 }), fc.constantFrom(...TICKET_STATUSES), (parts, status) => {
        let minute = 0;
        const runs = parts.map(({ gap, start, work, phase, status: end, hasStarted }, n) => {
          const from = minute + gap;
          minute = from + start + work;
          const startedAt = hasStarted ? at(from + start) : undefined;
          return aRun({ runId: runId(n), phase, status: end, reservedAt: at(from), startedAt, endedAt: at(minute) });
        });
        const now = at(minute + 10);
        const record = aTicketRecord({ createdAt: MARK, status, updatedAt: now });
        const ledger = ledgerOf({ record, runs, pulls: [], why: 'why', now });
        expect(ledger.map(({ from }) => from)).toEqual([MARK, ...ledger.slice(0, -1).map(({ to }) => to)]);
        expect(ledger.every(({ from, to = now }) => from <= to)).toBe(true);
        expect(ledger.at(-1)?.to ?? now).toBe(now);
      }),
    );
  });
});
