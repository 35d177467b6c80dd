import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLive, isTerminal, RUN_STATUSES, sourcesOf, TRANSITIONS, workflowRunName } from '../../shared/domain/run.ts';
import { aRun } from '../builders/a-run.ts';

const walks = fc.array(fc.constantFrom(...RUN_STATUSES), { maxLength: 12 });

test('a run that goes wherever its transitions allow never leaves a terminal status', () => {
  void fc.assert(
    fc.property(walks, (wishes) => {
      let status = aRun().status;
      for (const wish of wishes) {
        const before = status;
        if (sourcesOf(wish).includes(status)) status = wish;
        if (isTerminal(before)) expect(status).toBe(before);
      }
    }),
  );
});

test('no status is reached from itself or from a later one', () => {
  const rank = (status: (typeof RUN_STATUSES)[number]) => RUN_STATUSES.indexOf(status);
  for (const from of RUN_STATUSES) {
    for (const to of TRANSITIONS[from]) expect(rank(to)).toBeGreaterThan(rank(from));
  }
});

test('every live status can fail, time out and be cancelled', () => {
  for (const status of RUN_STATUSES.filter(isLive)) {
    expect(TRANSITIONS[status]).toEqual(expect.arrayContaining(['failed', 'timed_out', 'cancelled']));
  }
});

test('a reserved run may start before its dispatch was answered', () => {
  expect(sourcesOf('running')).toEqual(['reserved', 'dispatched']);
});

test('the workflow run is named after ticket, phase and run', () => {
  expect(workflowRunName(aRun())).toBe('ENG-1 implementation 01KE6XAAAA0000000000000001');
});
