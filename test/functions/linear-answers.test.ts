import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellsOf, EDITED, FRESH, startAnsweredLinear } from '../adapters/answers/linear-answers.ts';
import { type AnsweredTracker, answersThroughUseCases, startAnswered } from './answers-world.ts';
import { BUCKET } from './world.ts';

let linear: Awaited<ReturnType<typeof startAnsweredLinear>>;
beforeAll(async () => {
  linear = await startAnsweredLinear();
});
afterAll(() => linear?.stop());

const SHOWN_ROWS = ['show, what stands', 'show, the team', 'show, a label', 'show, the change', 'comment, a new one'];
const EDITED_ROWS = ['comment, its look', 'comment, one that stands'];

const LINEAR: AnsweredTracker<Parameters<typeof linear.answer>[1]> = {
  name: 'linear',
  mapping: {},
  bucketId: BUCKET,
  service: () => linear,
  shown: [
    ...cellsOf(SHOWN_ROWS).map((cell) => ({ ...cell, comment: FRESH })),
    ...cellsOf(EDITED_ROWS).map((cell) => ({ ...cell, comment: EDITED })),
  ],
  read: cellsOf(['read', 'read, the rest']),
  listed: cellsOf(['marked', 'marked, the rest']),
};
answersThroughUseCases(LINEAR);

test.each(cellsOf(['related']))(
  'a ticket whose surroundings are answered by $answer: $outcome',
  async ({ row, answer, outcome }) => {
    const { dispatch, standing, ticketId } = await startAnswered(LINEAR);
    linear.answer(row, answer);
    await dispatch();

    // They are no condition: what is refused counts as nothing, and what is out of reach is waited for.
    const isWaiting = outcome === 'deferred';
    expect(await standing()).toEqual({
      ...{ slots: isWaiting ? [] : [ticketId], run: isWaiting ? undefined : 'dispatched' },
      suspended: undefined,
    });
  },
);
