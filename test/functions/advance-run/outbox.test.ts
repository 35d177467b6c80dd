import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { showTicket } from '../../../functions/advance-run/show-ticket.ts';
import { pollTickets } from '../../../functions/poll-tickets/poll-tickets.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { Tracker } from '../../../shared/ports/tracker.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld, BUCKET, type World } from '../world.ts';

const { mappingId } = aMapping();

/** Lets a quarter of an hour pass so often, and delivers each timer that is due. */
async function passQuarters(world: World, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    world.clock.advance(15 * MINUTE_MS);
    for (const timer of await world.timers.due(world.clock.now(), 500)) {
      await world.timers.remove(timer);
      await advanceRun(world.advance, { type: 'TimerDue', timer });
    }
  }
}

function withTracker(world: World, changed: Partial<Tracker>): void {
  world.advance.trackers = { linear: { ...world.tracker, ...changed } };
}

test('a comment that fails for ever keeps neither the next comment back nor the markers from counting as shown', async () => {
  const world = await aWorld();
  const comments = ['refused', 'the next one'].map((body) => ({ commentId: body, body }));
  await world.tickets.write(
    aTicketRecord({
      status: 'implementation_failed',
      mappingId,
      bucketId: BUCKET,
      shownStage: 'implementing',
      comments,
    }),
  );
  withTracker(world, {
    async comment(ticketId, comment) {
      if (comment.commentId === 'refused') throw new Error('linear: PostComment was refused (INPUT_ERROR)');
      return world.tracker.comment(ticketId, comment);
    },
  });
  await showTicket(world.advance, aTicket());
  await passQuarters(world, 48 * 4);
  // The person puts the trigger back: a wish.
  expect((await world.tickets.read(aTicket()))?.shownStage).toBe('implementation_failed');
  world.tracker.put(aTicket());
  await pollTickets(world.poll);
  expect(world.candidates.waiting()).toHaveLength(1);
  expect(world.tracker.commentsOn(aTicket().ticketId).map(({ body }) => body)).toEqual(['the next one']);
});

test('a reminder stands before the tracker is tried, so that a try that is cut off is taken up again', async () => {
  const world = await aWorld();
  const comments = ['1', '2', '3'].map((body) => ({ commentId: body, body }));
  await world.tickets.write(aTicketRecord({ status: 'awaiting_approval', shownStage: 'planning', comments }));
  const called = Promise.withResolvers<void>();
  withTracker(world, {
    show: () => {
      called.resolve();
      return new Promise(() => undefined);
    },
  });
  void showTicket(world.advance, aTicket());
  await called.promise;
  expect(world.timers.waiting()).toHaveLength(1);
});
