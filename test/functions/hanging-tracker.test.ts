import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { TRACKERS_IN_TIME_MS } from '../../shared/domain/in-time.ts';
import { SECOND_MS } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { days } from './days.ts';
import { aWorld, type World } from './world.ts';

const { ticketId } = aTicket();
const record = (world: World) => world.tickets.read(aTicket());

/** Never answered; by then the time that a message may take is over. */
function hang(world: World): Promise<never> {
  queueMicrotask(() => world.timeLimits.runOut());
  return new Promise(() => {});
}

/** A world in which a plan waits for its approval, and a message has its ticket looked at. */
async function planned() {
  const world = await aWorld({ mapping: { planningEnabled: true, autoApprovePlans: false } });
  await days(world, 'works').pass(5);
  const look = () =>
    advanceRun(world.advance, { type: 'TicketChanged', ...aTicket(), runId: '', seenAt: world.clock.now() });
  return { world, look };
}

test('a message that a tracker keeps waiting ends in time, and leaves the ticket as it is', async () => {
  const { world, look } = await planned();
  const before = await record(world);
  world.advance.trackers = { linear: { ...world.tracker, read: () => hang(world) } };

  expect(await look()).toBe('left: the ticket cannot be read');
  expect(await record(world)).toEqual(before);
  expect(TRACKERS_IN_TIME_MS).toBeLessThanOrEqual(15 * SECOND_MS);
});

test('once the time of a message is over, its tracker is asked nothing more, and the ticket waits for its timer', async () => {
  const { world } = await planned();
  world.tracker.put({ ...aTicket(), markers: ['trigger', 'plan_complete', 'plan_approved'] });
  const slow: Tracker = { ...world.tracker, ourComments: () => hang(world) };
  world.advance.trackers = { linear: slow };
  const before = { ...world.tracker.calls };

  await days(world, 'works').minute();

  const { show, comment, approver } = world.tracker.calls;
  expect({ show, comment, approver }).toEqual({
    show: before.show,
    comment: before.comment,
    approver: before.approver,
  });
  expect(await record(world)).toMatchObject({ status: 'awaiting_approval' });
  world.advance.trackers = { linear: world.tracker };
  await days(world, 'works').pass(5);
  expect((await record(world))?.status).toBe('pr_ready');
});

test('what could not be shown in time is shown by the next try, what was not asked for first', async () => {
  const world = await aWorld();
  let hanging = 0;
  const show: Tracker['show'] = (id, change) => {
    if (change.stage !== 'pr_ready' || hanging > 0) return world.tracker.show(id, change);
    hanging += 1;
    return hang(world);
  };
  world.advance.trackers = { linear: { ...world.tracker, show } };
  const time = days(world, 'works');
  await time.pass(2);
  expect(world.tracker.commentsOn(ticketId)).toEqual([]);

  await time.pass(3);

  expect(hanging).toBe(1);
  expect(world.tracker.commentsOn(ticketId)).toHaveLength(1);
  expect(await record(world)).toMatchObject({ status: 'pr_ready', shownStage: 'pr_ready' });
});

test('a tracker whose listing is not answered delays no ticket of another tracker', async () => {
  const world = await aWorld();
  const offered = Promise.withResolvers<string>();
  const offer: World['candidates']['offer'] = async (candidate) => offered.resolve(candidate.ticketId);
  const silent: Tracker = { ...world.tracker, name: 'jira', marked: () => new Promise(() => {}) };

  const poll = pollTickets({
    ...world.poll,
    trackers: [silent, world.tracker],
    candidates: { ...world.candidates, offer },
  });

  expect(await Promise.race([offered.promise, poll])).toBe(ticketId);
});
