import { expect, test } from 'vitest';
import { showTicket } from '../../../functions/advance-run/show-ticket.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld } from '../world.ts';

test.fails('what is to be shown has its reminder while the tracker is asked, in case the function is cut off', async () => {
  const world = await aWorld();
  const comments = [1, 2, 3].map((n) => ({ commentId: `c0ffee00-0000-4000-8000-00000000000${n}`, body: `${n}` }));
  await world.tickets.write(aTicketRecord({ status: 'awaiting_approval', shownStage: 'planning', comments }));
  const cutOff = new Error('the function was cut off');
  const hanging = Promise.withResolvers<never>();
  // The second comment is never answered: the function ends with it.
  let asked = 0;
  const comment: typeof world.tracker.comment = async (...call) => {
    asked += 1;
    return asked < 2 ? world.tracker.comment(...call) : hanging.promise;
  };
  const deps = { ...world.advance, trackers: { linear: { ...world.tracker, comment } } };

  const shown = showTicket(deps, aTicket());
  await expect.poll(() => asked).toBe(2);

  expect(world.timers.waiting()).toMatchObject([{ kind: 'show-ticket', ticketId: aTicket().ticketId }]);
  hanging.reject(cutOff);
  await shown;
});
