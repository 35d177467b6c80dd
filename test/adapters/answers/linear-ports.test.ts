import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Outcome } from './broken-answers.ts';
import { cellsOf, LINEAR_ROWS, startAnsweredLinear } from './linear-answers.ts';

// Gone and refused come of a body that parsed; whatever else is answered is deferred.

let linear: Awaited<ReturnType<typeof startAnsweredLinear>>;
beforeAll(async () => {
  linear = await startAnsweredLinear();
});
afterAll(() => linear?.stop());

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    const value = await work;
    return value === 'gone' || value === undefined || (Array.isArray(value) && value.length === 0) ? 'gone' : 'value';
  } catch (error) {
    if (error instanceof ServiceUnavailable) return 'deferred';
    if (error instanceof ServiceRefusal) return 'refused(ticket)';
    throw error;
  }
}

test.each(cellsOf(Object.keys(LINEAR_ROWS)))(
  '$row, answered by $answer: $outcome',
  async ({ row, answer, outcome }) => {
    const { call } = LINEAR_ROWS[row] ?? expect.unreachable();
    const { tracker, ticketId } = await linear.aTicket();
    const answered = linear.answer(row, answer);

    expect(await outcomeOf(call(tracker, ticketId))).toBe(outcome);
    expect(answered()).toBeGreaterThan(0);
  },
);
