import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { approvePlan, isApprovalSeen, phaseDue } from '../../shared/domain/approval.ts';
import { planAnew } from '../../shared/domain/replanning.ts';
import type { Marker } from '../../shared/domain/ticket.ts';
import { stageOf, TICKET_STATUSES } from '../../shared/domain/ticket-record.ts';
import { plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anApproval, anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';

const MARKERS: Marker[] = ['trigger', 'working', 'planning', 'plan_complete', 'plan_approved', 'ready_for_review'];
const SHOWN_AT = '2026-01-05T10:00:00.000Z';
const LATER = plus(SHOWN_AT, 60_000);
const PLANNED = { planningEnabled: true };

const records = fc.record({
  status: fc.constantFrom(...TICKET_STATUSES),
  shownStage: fc.constantFrom(
    'ready' as const,
    'planning' as const,
    'plan_complete' as const,
    'awaiting_approval' as const,
  ),
  shownAt: fc.constantFrom(undefined, SHOWN_AT, LATER),
  plan: fc.constantFrom(undefined, aPlan(), aPlan({ approval: anApproval() })),
  comments: fc.subarray([{ commentId: 'c', body: 'wanted' }]),
});

test('a marker approves only a plan that the tracker was seen to show, and that long enough ago', () => {
  void fc.assert(
    fc.property(records, fc.subarray(MARKERS), (fields, markers) => {
      const record = aTicketRecord(fields);
      if (!isApprovalSeen(record, { markers }, LATER)) return;

      expect(markers).toContain('plan_approved');
      expect(record).toMatchObject({ status: 'awaiting_approval', shownStage: 'awaiting_approval', shownAt: SHOWN_AT });
      expect(record.comments).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('a label that the listing shows right after the plan was shown is one of an earlier plan', () => {
  const record = anAwaitingRecord({ shownAt: SHOWN_AT });
  const markers: Marker[] = ['trigger', 'plan_complete', 'plan_approved'];

  expect(isApprovalSeen(record, { markers }, plus(SHOWN_AT, 29_999))).toBe(false);
  expect(isApprovalSeen(record, { markers }, plus(SHOWN_AT, 30_000))).toBe(true);
});

test('with planning on nothing is implemented without a plan that was approved', () => {
  void fc.assert(
    fc.property(records, fc.subarray(MARKERS), (fields, markers) => {
      const record = aTicketRecord(fields);
      if (phaseDue(record, { markers }, PLANNED) !== 'implementation') return;

      expect(record.plan?.approval).toBeDefined();
      expect(markers).toContain('plan_complete');
    }),
    { numRuns: 2000 },
  );
});

test.each<[string, Parameters<typeof phaseDue>, ReturnType<typeof phaseDue>]>([
  ['a new ticket', [undefined, { markers: ['trigger'] }, PLANNED], 'planning'],
  ['planning off', [undefined, { markers: ['trigger'] }, { planningEnabled: false }], 'implementation'],
  [
    'a failed implementation of an approved plan',
    [aTicketRecord({ plan: aPlan({ approval: anApproval() }) }), { markers: ['trigger', 'plan_complete'] }, PLANNED],
    'implementation',
  ],
  [
    'a plan whose label was taken off',
    [aTicketRecord({ plan: aPlan({ approval: anApproval() }) }), { markers: ['trigger'] }, PLANNED],
    'planning',
  ],
  ['somebody else’s label', [undefined, { markers: ['trigger', 'plan_complete'] }, PLANNED], 'planning'],
  ['a plan that waits', [anAwaitingRecord(), { markers: ['trigger', 'plan_complete'] }, PLANNED], undefined],
])('%s', (_, [record, ticket, mapping], phase) => {
  expect(phaseDue(record, ticket, mapping)).toBe(phase);
});

test('an approved plan is implemented next, with exactly the text that was approved', () => {
  const approval = anApproval({ text: 'as it was read' });
  const record = approvePlan(anAwaitingRecord(), approval, false);

  expect(record).toMatchObject({ status: 'plan_complete', plan: { approval } });
  expect(record.next).toEqual({
    ...{ runId: approval.runId, phase: 'implementation', attempt: 1, notBefore: approval.at },
    ...{ mappingId: aMapping().mappingId, bucketId: 'linear#ENG' },
  });
});

test('a plan made anew loses its approval and its markers, and says why', () => {
  const approved = approvePlan(anAwaitingRecord(), anApproval(), true);
  const comment = { commentId: 'why', body: 'it changed' };
  const record = planAnew(approved, { runId: 'run-2', at: LATER, comment });

  expect(record.plan?.approval).toBeUndefined();
  expect(record).toMatchObject({ next: { runId: 'run-2', phase: 'planning', isExplicit: true }, comments: [comment] });
  expect(stageOf(record)).toBe('planning');
  expect(record.shownStage).toBe('unknown');
});
