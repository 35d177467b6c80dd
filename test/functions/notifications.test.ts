import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { days } from './days.ts';
import type { Fate } from './runners.ts';
import { aWorld, type World, type WorldOptions } from './world.ts';

const { mappingId } = aMapping();
const titles = ({ notifier }: World) => notifier.told.map(({ title }) => title);

async function played(fates: Fate[], options: WorldOptions = {}, prepare: (world: World) => void = () => {}) {
  const world = await aWorld(options);
  prepare(world);
  const time = days(world, ...fates);
  await time.passUntilQuiet(300);
  await time.pass(3);
  return { world, time };
}

test('a run is told when it begins and when it is over, with its pull request and its cost', async () => {
  const { world } = await played(['works']);

  expect(titles(world)).toEqual(['ENG-1: implementation begins', 'ENG-1: implementation succeeded']);
  const [, over] = world.notifier.told;
  expect(over?.facts).toContainEqual({ name: 'Cost', value: '0.42 USD' });
  expect(over?.links.map(({ name }) => name)).toContain('Pull request');
});

test('a run that failed for good is told with what to do', async () => {
  const { world } = await played(['fails']);

  expect(titles(world)).toEqual(['ENG-1: implementation begins', 'ENG-1: implementation failed']);
  expect(world.notifier.told[1]?.facts).toContainEqual({ name: 'Next', value: 'it waits for people' });
});

test('one that is tried again is told as such, and so is the next', async () => {
  const { world } = await played(['dies', 'works']);

  expect(world.notifier.told[1]?.facts).toContainEqual({ name: 'Next', value: 'it is tried again by itself' });
  expect(world.notifier.told[2]?.facts).toContainEqual({ name: 'Try', value: '2' });
  expect(titles(world)).toHaveLength(4);
});

test('events that come again tell nothing again', async () => {
  const { world } = await played(['works']);
  const [run] = await world.runs.ofTicket(aTicket());
  const told = titles(world);

  for (const type of ['RunAdmitted', 'RunReported', 'PullRequestOpened', 'RunEnded'] as const) {
    await advanceRun(world.advance, { type, tracker: 'linear', ticketId: aTicket().ticketId, runId: run?.runId ?? '' });
  }
  expect(titles(world)).toEqual(told);
});

test('a mapping that does not notify tells nothing, and nothing is noted for it', async () => {
  const { world } = await played(['works'], { mapping: { notifiesChats: false } });

  expect(titles(world)).toEqual([]);
  expect(world.trace.calls).not.toContain('notified.mark');
});

test('where there is no chat, nothing is read or noted for one', async () => {
  const { world } = await played(['works'], {}, ({ notifier }) => {
    notifier.isOn = async () => false;
  });

  expect(world.trace.calls.filter((call) => /^notif/.test(call) && call !== 'notifier.isOn')).toEqual([]);
});

test('a chat that is out of reach is audited once a day, and holds nothing up', async () => {
  const { world } = await played(['works'], {}, ({ notifier }) => {
    notifier.misses = [{ chat: 'Slack', reason: 'it took too long' }];
  });

  expect((await world.tickets.read(aTicket()))?.status).toBe('pr_ready');
  const entries = (await world.audit.ofDay('2026-01-05')).filter(({ action }) => action === 'chat_not_told');
  // What was noted first stays: an entry is never written over.
  expect(entries).toMatchObject([{ subject: 'Slack', detail: 'ENG-1: implementation begins: it took too long' }]);
});

test('a mapping whose repository refuses runs is told as held once, however many runs it refuses', async () => {
  const tickets = [1, 2].map((n) => aTicket({ ticketId: `t-${n}`, key: `ENG-${n}` }));
  const { world } = await played([], { tickets }, ({ executor }) => {
    executor.dispatch = async () => ({ outcome: 'refused', concerns: 'mapping', reason: 'no such workflow' });
  });

  expect(titles(world).filter((title) => title.includes('held'))).toEqual(['Backend is held: no run begins']);
});

test('that most of a day is spent is told once', async () => {
  const tickets = [1, 2].map((n) => aTicket({ ticketId: `t-${n}`, key: `ENG-${n}` }));
  const { world } = await played(['works', 'works'], { tickets, mapping: { budgetUsdPerDay: 0.5 } });

  expect(titles(world).filter((title) => title.includes('nearly spent'))).toEqual([
    'Backend: the budget of 2026-01-05 is nearly spent',
  ]);
  expect((await world.spending.read({ of: 'day', mappingId, day: '2026-01-05' }))?.warnedAt).toBeDefined();
});

test('what was marked and not sent, since the process died between the two, is never told', async () => {
  const { world: calm } = await played(['works']);
  const call = calm.trace.calls.indexOf('notified.mark') + 1;
  const { world } = await played(['works'], {}, ({ trace }) => trace.breakAt({ call, side: 'after', way: 'dies' }));

  expect(titles(world)).toEqual(['ENG-1: implementation succeeded']);
});

test('what was not marked before the process died is told when its message comes again', async () => {
  const { world: calm } = await played(['works']);
  const call = calm.trace.calls.lastIndexOf('notified.mark') + 1;
  const { world } = await played(['works'], {}, ({ trace }) => trace.breakAt({ call, side: 'before', way: 'dies' }));

  expect(titles(world)).toEqual(titles(calm));
});
