import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MARKER_CHANGES, type MarkerChange, markerChangeOf } from '../../shared/domain/marker-change.ts';
import type { Marker } from '../../shared/domain/ticket.ts';
import { type MarkerStage, stageOf, TICKET_STATUSES, type TicketStatus } from '../../shared/domain/ticket-record.ts';
import { anApproval, aPlan } from '../builders/a-plan.ts';

const MARKERS: Marker[] = ['trigger', 'working', 'planning', 'plan_complete', 'plan_approved', 'ready_for_review'];
const STAGES = Object.keys(MARKER_CHANGES) as MarkerStage[];

function applied(before: readonly Marker[], change: MarkerChange): Marker[] {
  const after = [...before.filter((marker) => !change.remove.includes(marker)), ...change.add];
  return MARKERS.filter((marker) => after.includes(marker));
}

/** The marker table of the product: what a ticket bears before and after each stage. */
const TABLE: [MarkerStage, Marker[], Marker[]][] = [
  ['planning', ['trigger'], ['trigger', 'working', 'planning']],
  ['planning', ['trigger', 'plan_complete', 'plan_approved'], ['trigger', 'working', 'planning']],
  ['plan_complete', ['trigger', 'working', 'planning'], ['trigger', 'plan_complete']],
  ['awaiting_approval', ['trigger', 'working', 'planning'], ['trigger', 'plan_complete']],
  ['awaiting_approval', ['trigger', 'plan_complete', 'plan_approved'], ['trigger', 'plan_complete']],
  ['planning_failed', ['trigger', 'working', 'planning'], []],
  ['implementing', ['trigger', 'plan_complete'], ['trigger', 'working', 'plan_complete']],
  ['implementing', ['trigger', 'ready_for_review'], ['trigger', 'working', 'ready_for_review']],
  [
    'implementation_failed',
    ['trigger', 'working', 'plan_complete', 'plan_approved'],
    ['plan_complete', 'plan_approved'],
  ],
  ['pr_ready', ['trigger', 'working'], ['trigger', 'ready_for_review']],
  ['cancelled', ['trigger', 'working', 'planning'], []],
  ['ready', ['trigger', 'working'], ['trigger']],
];

test.each(TABLE)('the stage %s turns %j into %j', (stage, before, after) => {
  expect(applied(before, MARKER_CHANGES[stage])).toEqual(after);
});

const PLAN = aPlan({ approval: anApproval() });

test('a plan whose stage was never shown is shown with what follows it', () => {
  for (const status of ['implementing', 'pr_ready', 'implementation_failed'] as const) {
    const change = markerChangeOf({ status, failuresInARow: {}, plan: PLAN });
    expect(applied(['trigger', 'working', 'planning'], change)).toContain('plan_complete');
    expect(applied(['trigger', 'working', 'planning'], change)).not.toContain('planning');
  }
});

test('planning anew takes its marker off, although the old plan is still known', () => {
  const change = markerChangeOf({ status: 'planning', failuresInARow: {}, plan: aPlan() });

  expect(applied(['trigger', 'plan_complete', 'plan_approved'], change)).toEqual(['trigger', 'working', 'planning']);
});

test('only what begins moves the ticket to In Progress', () => {
  expect(STAGES.filter((stage) => MARKER_CHANGES[stage].isInProgress)).toEqual(['planning', 'implementing']);
});

test('showing a stage again changes nothing', () => {
  void fc.assert(
    fc.property(fc.constantFrom(...STAGES), fc.subarray(MARKERS), (stage, before) => {
      const once = applied(before, MARKER_CHANGES[stage]);

      expect(applied(once, MARKER_CHANGES[stage])).toEqual(once);
    }),
  );
});

const STAGE_OF: Record<TicketStatus, MarkerStage> = {
  ready: 'ready',
  planning: 'planning',
  plan_complete: 'plan_complete',
  awaiting_approval: 'awaiting_approval',
  planning_failed: 'planning_failed',
  implementing: 'implementing',
  implementation_failed: 'implementation_failed',
  pr_ready: 'pr_ready',
  merged: 'merged',
  closed: 'pr_ready',
  cancelled: 'cancelled',
  parked: 'implementation_failed',
};

test.each(TICKET_STATUSES)('a ticket that is %s shows the markers of its stage', (status) => {
  expect(stageOf({ status, failuresInARow: {} })).toBe(STAGE_OF[status]);
});

test('a ticket parked by its plans shows that planning failed', () => {
  expect(stageOf({ status: 'parked', failuresInARow: { planning: 3 } })).toBe('planning_failed');
});
