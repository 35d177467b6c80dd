import { expect, test } from 'vitest';
import { ServiceRefusal } from '../../shared/domain/errors.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { days } from './days.ts';
import { aWorld, BUCKET } from './world.ts';

const ONE_AT_A_TIME = { mapping: { maxInProgress: 1 } };

test('a next run whose own mapping is paused does not keep others of its bucket from running', async () => {
  const other = aTicket({ ticketId: 'ticket-2', key: 'ENG-2' });
  const world = await aWorld({ ...ONE_AT_A_TIME, tickets: [aTicket(), other] });
  // Admitted under the narrow mapping, whose label a person took off since.
  const narrow = { mappingId: 'narrow', bucketId: BUCKET };
  await world.mappings.save(
    aMapping({ mappingId: 'narrow', name: 'Web', label: 'web', paused: true, maxInProgress: 1 }),
  );
  const repeat = { runId: '01KE6XNNNN0000000000000009', phase: 'implementation', attempt: 2, retryOf: 'x' } as const;
  const next = { ...repeat, ...narrow, notBefore: world.clock.now() };
  const ended = { runId: 'x', endedRunId: 'x' };
  await world.tickets.write(aTicketRecord({ status: 'implementing', ...narrow, ...ended, next }));

  await days(world, 'works').pass(60);

  expect(world.executor.executions.map(({ request }) => request.ticket_key)).toEqual(['ENG-2']);
});

test('a ticket whose surroundings the tracker refuses to tell runs all the same', async () => {
  const less = aTicket({ ticketId: 'ticket-2', key: 'ENG-2', priority: 3 });
  const world = await aWorld({ ...ONE_AT_A_TIME, tickets: [aTicket({ priority: 1 }), less] });
  const related = async (ticketId: string) => {
    if (ticketId === aTicket().ticketId) throw new ServiceRefusal('jira', 'Siblings', 'status 400');
    return world.tracker.related(ticketId);
  };
  world.dispatch.trackers = { linear: { ...world.tracker, related } };
  const time = days(world, 'works');

  await time.pass(120);

  expect(world.executor.executions.map(({ request }) => request.ticket_key)).toEqual(['ENG-1', 'ENG-2']);
  expect({ dead: time.queues.dead, waiting: time.queues.pending() }).toEqual({ dead: 0, waiting: 0 });
});
