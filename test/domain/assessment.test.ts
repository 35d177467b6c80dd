import { expect, test } from 'vitest';
import { markersOf, valueFor } from '../../shared/adapters/jira/status-values.ts';
import { type AssessedTicket, assess } from '../../shared/domain/assessment.ts';
import { type NextRun, stageOf, type TicketStatus } from '../../shared/domain/ticket-record.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anApproval, anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';

const NOW = '2026-01-05T12:00:00.000Z';
const LONG_AGO = '2026-01-05T10:00:00.000Z';

function assessed(input: Partial<AssessedTicket>) {
  const ticket = aTicket();
  return assess({ ticket, record: undefined, mapping: aMapping(), now: NOW, isRetryByMarking: true, ...input });
}

const NEXT: NextRun = {
  runId: '01KE6XNNNN0000000000000001',
  phase: 'implementation',
  mappingId: aMapping().mappingId,
  bucketId: 'linear#ENG',
  attempt: 2,
  retryOf: '01KE6XAAAA0000000000000001',
  notBefore: LONG_AGO,
};

test('a marked ticket that we never saw is offered', () => {
  expect(assessed({})).toMatchObject({ verdict: 'offer', isRetryWish: false, offer: { bucketId: 'linear#ENG' } });
});

test.each<TicketStatus>(['planning', 'implementing', 'pr_ready', 'merged'])('a ticket that is %s is left', (status) => {
  expect(assessed({ record: aTicketRecord({ status }) })).toEqual({ verdict: 'leave' });
});

test.each(['working', 'planning', 'ready_for_review'] as const)('a ticket that bears %s is left', (marker) => {
  const record = aTicketRecord({ status: 'ready', shownStage: 'implementing' });
  expect(assessed({ record, ticket: aTicket({ markers: ['trigger', marker] }) })).toEqual({ verdict: 'leave' });
});

test.each(['working', 'planning', 'ready_for_review'] as const)('one that bears %s for no reason waits', (marker) => {
  const ticket = aTicket({ markers: ['trigger', marker] });
  expect(assessed({ ticket })).toMatchObject({ verdict: 'wait', reason: 'stale_label' });
  expect(assessed({ ticket, record: aTicketRecord() })).toMatchObject({ verdict: 'wait', reason: 'stale_label' });
});

test('a ticket that no mapping covers waits for one', () => {
  expect(assessed({ mapping: undefined })).toMatchObject({
    reason: 'no_mapping',
    detail: expect.stringContaining('ENG'),
  });
});

test('a paused mapping holds its tickets', () => {
  expect(assessed({ mapping: aMapping({ paused: true }) })).toMatchObject({ reason: 'paused' });
});

test('a suspended mapping holds its tickets and says why', () => {
  const suspended = { reason: 'the workflow is missing', at: LONG_AGO };

  expect(assessed({ mapping: aMapping({ suspended }) })).toMatchObject({
    reason: 'suspended',
    detail: suspended.reason,
  });
});

test('a blocked ticket names what blocks it', () => {
  const ticket = aTicket({ blockedBy: ['ENG-7', 'ENG-8'] });

  expect(assessed({ ticket })).toMatchObject({ reason: 'blocked_by', detail: 'blocked by ENG-7, ENG-8' });
});

test('a repeat that is due is offered as continuing work, past blockers and our own marker', () => {
  const ticket = aTicket({ markers: ['trigger', 'working'], blockedBy: ['ENG-7'] });
  const record = aTicketRecord({ status: 'implementing', next: NEXT });

  expect(assessed({ ticket, record })).toMatchObject({ verdict: 'offer', next: NEXT, offer: { isContinuing: true } });
});

test('a repeat that is not due yet waits', () => {
  const record = aTicketRecord({ status: 'implementing', next: { ...NEXT, notBefore: '2026-01-05T12:00:01.000Z' } });

  expect(assessed({ record })).toMatchObject({ reason: 'back_off' });
});

test('a trigger left in place is not offered again within 24 hours, and then it is', () => {
  const record = aTicketRecord({ dispatchedAt: { implementation: '2026-01-04T12:00:00.001Z' } });
  const dayLater = { ...record, dispatchedAt: { implementation: '2026-01-04T12:00:00.000Z' } };

  expect(assessed({ record })).toMatchObject({ reason: 'dispatched_recently' });
  expect(assessed({ record: dayLater })).toMatchObject({ verdict: 'offer' });
});

const FAILED = aTicketRecord({
  status: 'implementation_failed',
  shownStage: 'implementation_failed',
  shownAt: LONG_AGO,
  dispatchedAt: { implementation: LONG_AGO },
});

test('a trigger put back after a failure is a wish to retry', () => {
  expect(assessed({ record: FAILED })).toMatchObject({ verdict: 'offer', isRetryWish: true });
});

test('it is none while the tracker has not confirmed that the old trigger is off', () => {
  const record = { ...FAILED, shownStage: 'implementing' as const };

  expect(assessed({ record })).toMatchObject({ reason: 'trigger_removal_pending' });
});

test('nor while a listing may still show the old trigger', () => {
  const record = { ...FAILED, shownAt: '2026-01-05T11:59:30.001Z' };

  expect(assessed({ record })).toMatchObject({ reason: 'trigger_removal_pending' });
});

test('our own marker that the tracker still shows does not hide that a removal is pending', () => {
  const record = { ...FAILED, shownStage: 'implementing' as const };
  const ticket = aTicket({ markers: ['trigger', 'working'] });

  expect(assessed({ record, ticket })).toMatchObject({ reason: 'trigger_removal_pending' });
});

test('where retry by marking is off, the 24-hour rule holds for a failed ticket too', () => {
  expect(assessed({ record: FAILED, isRetryByMarking: false })).toMatchObject({ reason: 'dispatched_recently' });
});

test('a parked ticket waits for an admin, whatever its marker', () => {
  const record = { ...FAILED, status: 'parked' as const };

  expect(assessed({ record })).toMatchObject({ reason: 'parked' });
});

test('a ticket that two mappings cover equally narrowly waits until people change one', () => {
  expect(assessed({ rivals: ['Backend', 'Twin'] })).toMatchObject({
    reason: 'ambiguous_mapping',
    detail: expect.stringContaining('Backend and Twin'),
  });
  expect(assessed({ rivals: ['Backend'] })).toMatchObject({ verdict: 'offer' });
});

const PLANNED = aMapping({ planningEnabled: true, autoApprovePlans: false });

test('with planning on a new ticket is offered for planning, under the 24-hour rule of planning alone', () => {
  const implemented = aTicketRecord({ dispatchedAt: { implementation: LONG_AGO } });
  const planned = aTicketRecord({ dispatchedAt: { planning: LONG_AGO } });

  expect(assessed({ mapping: PLANNED, record: implemented })).toMatchObject({ offer: { phase: 'planning' } });
  expect(assessed({ mapping: PLANNED, record: planned })).toMatchObject({ reason: 'dispatched_recently' });
});

test('a plan that waits is nothing to do, and something to look at once it seems approved', () => {
  const record = anAwaitingRecord({ shownAt: LONG_AGO });
  const plain = aTicket({ markers: ['trigger', 'plan_complete'] });
  const approved = aTicket({ markers: ['trigger', 'plan_complete', 'plan_approved'] });

  expect(assessed({ record, mapping: PLANNED, ticket: plain })).toMatchObject({ reason: 'awaiting_approval' });
  expect(assessed({ record, mapping: PLANNED, ticket: approved })).toEqual({ verdict: 'review' });
  expect(assessed({ record, mapping: { ...PLANNED, paused: true }, ticket: approved })).toMatchObject({
    reason: 'paused',
  });
});

test('a mapping that approves plans by itself has those looked at that it planned, and no others', () => {
  const ticket = aTicket({ markers: ['trigger', 'plan_complete'] });
  const mapping = aMapping({ planningEnabled: true });

  expect(assessed({ record: anAwaitingRecord(), mapping, ticket })).toEqual({ verdict: 'review' });
  expect(assessed({ record: anAwaitingRecord({ mappingId: 'other' }), mapping, ticket })).toMatchObject({
    reason: 'awaiting_approval',
  });
});

test('on Jira an approved plan is implemented after its mapping was suspended and resumed', () => {
  // Its implementation was refused; the value of the field says what the record is: `Implementing` was taken back.
  const plan = { ...aPlan(), approval: anApproval() };
  const dispatchedAt = { planning: LONG_AGO };
  const record = aTicketRecord({ status: 'ready', shownStage: 'ready', plan, dispatchedAt });
  const ticket = aTicket({ markers: markersOf(valueFor(stageOf(record), 'Implementing')) });
  const mapping = aMapping({ planningEnabled: true });
  expect(assessed({ ticket, record, mapping })).toMatchObject({ verdict: 'offer', offer: { phase: 'implementation' } });
});
