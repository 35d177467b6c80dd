import { expect, test } from 'vitest';
import { settleRun } from '../../../functions/advance-run/settle-run.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { PullRequestState } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { days } from '../days.ts';
import { aWorld, type World } from '../world.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

const status = async (world: FollowUpWorld) => (await world.tickets.read(aTicket()))?.status;

/** People change the pull request, and no webhook tells of it. */
const unheard = (world: FollowUpWorld, state: PullRequestState) => world.host.put(PULL, { state });

test.each([
  ['merged', 'merged'],
  ['closed', 'closed'],
] as const)(
  'a pull request that is %s unheard is known within half an hour, and its ticket shows it',
  async (state, then) => {
    const world = await aFollowUpWorld();
    await world.days.pass(5);
    unheard(world, state);
    await world.days.pass(35);

    expect(await status(world)).toBe(then);
    expect(await world.tickets.read(aTicket())).toMatchObject({ shownStage: then });
  },
);

test('one that was merged before it had its record is known as well', async () => {
  const world = await aWorld();
  const time = days(world, 'works');
  world.host.put(PULL, { state: 'merged' });
  world.clock.advance(10 * MINUTE_MS);
  await time.pass(40);

  expect((await world.tickets.read(aTicket()))?.status).toBe('merged');
  expect(await world.pullRequests.read(PULL)).toMatchObject({ state: 'merged' });
});

test('one that is reopened unheard is known where its repository has another one that is open', async () => {
  const world = await aFollowUpWorld();
  await world.pullRequests.write(aPullRequestRecord({ number: 8 }));
  await world.become('closed');
  await world.days.pass(35);
  unheard(world, 'open');
  await world.days.pass(35);

  expect(await status(world)).toBe('pr_ready');
});

test('a GitHub that is out of reach for hours is asked about all of that time when it is back', async () => {
  const world = await aFollowUpWorld();
  await world.days.pass(5);
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  unheard(world, 'merged');
  await world.days.pass(200);
  expect(await status(world)).toBe('pr_ready');
  world.host.failure = undefined;
  await world.days.pass(10);

  expect(await status(world)).toBe('merged');
  expect(world.days.queues.dead).toBe(0);
});

test('a repository that refuses us keeps no message, and is asked again half an hour later', async () => {
  const world = await aFollowUpWorld();
  world.host.failure = new AppError('app_not_installed', 'the App is not installed');
  unheard(world, 'merged');
  await world.days.pass(35);
  expect([await status(world), world.days.queues.dead]).toEqual(['pr_ready', 0]);
  world.host.failure = undefined;
  unheard(world, 'merged');
  await world.days.pass(35);

  expect(await status(world)).toBe('merged');
});

test.each(['merged', 'closed'] as const)(
  'no follow-up is dispatched for a pull request that is %s unheard, and what waits is told so',
  async (state) => {
    const world = await aFollowUpWorld('silent');
    const free = await world.fillSlots();
    await world.write('/ai-implement add a test');
    await world.days.minute();
    unheard(world, state);
    await free();
    await world.days.pass(10);

    expect(world.followUps()).toEqual([]);
    expect(await world.record()).toMatchObject({ state });
    expect(await status(world)).toBe(state);
  },
);

test('while GitHub cannot tell of a pull request its follow-up waits, and begins when it can', async () => {
  const world = await aFollowUpWorld('works');
  const free = await world.fillSlots();
  await world.write('/ai-implement');
  await world.days.minute();
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await free();
  await world.days.pass(20);
  expect(world.followUps()).toEqual([]);
  world.host.failure = undefined;
  await world.days.pass(10);

  expect(world.followUps()).toHaveLength(1);
});

test('a follow-up that was admitted while its pull request was merged is stopped', async () => {
  const world = await aFollowUpWorld('silent');
  await world.write('/ai-implement');
  await world.days.pass(2);
  const [execution] = world.followUps();
  const record = (await world.record()) ?? expect.unreachable();
  unheard(world, 'merged');
  const { current: _, ...merged } = record;
  await world.pullRequests.write({ ...merged, state: 'merged' });
  await settleRun(world.advance, execution?.runId ?? '');
  await world.days.pass(3);

  expect(execution?.state).toBe('ended');
  expect(await status(world)).toBe('merged');
});

/** Open pull requests in ten repositories, and how many requests to GitHub an hour costs. */
async function anHour(count: number, minutely: (world: World, minute: number) => void = () => {}): Promise<number> {
  const world = await aWorld({ tickets: [] });
  const createdAt = plus(world.clock.now(), -24 * HOUR_MS);
  for (let n = 0; n < count; n += 1) {
    const place = { repo: `repository-${n % 10}`, repositoryId: `${n % 10}`, number: n + 1, ticketId: `ticket-${n}` };
    await world.pullRequests.write(aPullRequestRecord({ ...place, createdAt, reconciledAt: createdAt }));
  }
  const time = days(world);
  await time.pass(31);
  world.host.calls.length = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    minutely(world, minute);
    await time.pass(1);
  }
  return world.host.calls.length;
}

test('a hundred open pull requests in ten repositories cost at most twenty requests an hour while nothing moves', async () => {
  const requests = await anHour(100);
  process.stdout.write(`100 open pull requests in 10 repositories, quiet: ${requests} requests an hour\n`);

  expect(requests).toBeGreaterThan(0);
  expect(requests).toBeLessThanOrEqual(20);
});

test('each that is merged unheard costs one request more', async () => {
  const requests = await anHour(100, (world, minute) => {
    const place = { owner: 'acme', repo: `repository-${minute % 10}`, number: minute + 1 };
    if (minute < 25) world.host.put(place, { state: 'merged' });
  });
  process.stdout.write(`the same while 25 of them are merged: ${requests} requests an hour\n`);

  expect(requests).toBeGreaterThan(25);
  expect(requests).toBeLessThanOrEqual(20 + 25);
});
