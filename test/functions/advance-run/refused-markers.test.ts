import { expect, test } from 'vitest';
import { showTicket } from '../../../functions/advance-run/show-ticket.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { MarkersRefused } from '../../../shared/ports/tracker.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aWorld } from '../world.ts';

const FIELD = 'AI-Implement Status';

test.each<[MarkersRefused, RegExp]>([
  [
    { outcome: 'value_missing', field: FIELD, value: 'Planning' },
    /offers no such option here.*add the option `Planning`/s,
  ],
  [
    { outcome: 'edit_forbidden', permission: 'Edit Issues' },
    /lacks the permission `Edit Issues`.*administers the project/s,
  ],
  [{ outcome: 'labels_excluded', labels: ['AI-Working'], groups: ['Stage'] }, /`AI-Working`.*label group `Stage`/s],
])('markers that are refused with %o are told on the ticket, once', async (refused, words) => {
  const world = await aWorld({ tickets: [aTicket()] });
  const record = aTicketRecord({ status: 'planning' });
  await world.tickets.write(record);
  const trackers = { [record.tracker]: { ...world.tracker, show: async () => refused } };
  for (let minute = 0; minute < 4; minute += 1) {
    await showTicket({ ...world.advance, trackers }, record);
    world.clock.advance(MINUTE_MS);
  }

  expect(world.tracker.commentsOn(record.ticketId).map(({ body }) => body)).toEqual([expect.stringMatching(words)]);
  expect((await world.tickets.read(record))?.unshown).toMatchObject([{ what: 'markers', isTold: true }]);
});
