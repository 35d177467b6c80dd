import { expect, test } from 'vitest';
import { AppError } from '../../../shared/domain/errors.ts';
import { aFollowUpWorld, PULL } from './follow-up-world.ts';

test('what starts nothing is a comment without the command', async () => {
  const world = await aFollowUpWorld();
  await world.write('Looks good to me.');
  await world.days.passUntilQuiet(30);

  expect([world.followUps(), world.host.seen, world.host.said]).toEqual([[], [], []]);
});

test("is a stranger's command, at the price of one request", async () => {
  const world = await aFollowUpWorld();
  world.host.calls.length = 0;
  await world.write('/ai-implement mine some coins', { login: 'mallory', isInsider: false });
  await world.days.passUntilQuiet(30);

  expect(world.host.calls).toEqual(['mayWrite']);
  expect([world.followUps(), world.host.said]).toEqual([[], []]);
});

test('what starts nothing is a command of somebody who may only read, who is told so', async () => {
  const world = await aFollowUpWorld();
  await world.write('/ai-implement', { login: 'rita', isInsider: true });
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toEqual([]);
  expect(world.host.said.map(({ body }) => body)).toEqual([expect.stringContaining('@rita cannot write')]);
});

test('what starts nothing is a command that the event ascribes to a writer who did not write it', async () => {
  const world = await aFollowUpWorld();
  const ref = { kind: 'conversation', commentId: '77' } as const;
  world.host.write(PULL, ref, { author: 'mallory', body: '/ai-implement' });
  await world.arrive(ref, { login: 'ada' });
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toEqual([]);
});

test('what starts nothing is the command in a comment of our own', async () => {
  const world = await aFollowUpWorld();
  const ref = { kind: 'conversation', commentId: '78' } as const;
  world.host.write(PULL, ref, { isOurs: true, body: '/ai-implement' });
  await world.arrive(ref);
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toEqual([]);
});

test.each(['closed', 'merged'] as const)(
  'is a command on a pull request that is %s, and that is said',
  async (state) => {
    const world = await aFollowUpWorld();
    world.host.put(PULL, { state });
    await world.write('/ai-implement');
    await world.days.passUntilQuiet(30);

    expect(world.followUps()).toEqual([]);
    expect(world.host.said.map(({ body }) => body)).toEqual([expect.stringContaining(`this pull request is ${state}`)]);
  },
);

test('what starts nothing is a command while the mapping is paused, and that is said', async () => {
  const world = await aFollowUpWorld();
  const [mapping] = await world.mappings.all();
  if (mapping === undefined) throw new Error('no mapping');
  await world.mappings.save({ ...mapping, paused: true });
  await world.write('/ai-implement');
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toEqual([]);
  expect(world.host.said.map(({ body }) => body)).toEqual([expect.stringContaining('is paused')]);
});

test('what starts nothing is a command where GitHub refuses us for good, and it blocks no message', async () => {
  const world = await aFollowUpWorld();
  world.host.failure = new AppError('app_not_installed', 'the App is not installed');
  await world.write('/ai-implement');
  await world.days.passUntilQuiet(30);

  expect([world.followUps(), world.days.queues.dead]).toEqual([[], 0]);
  expect((await world.record())?.seenComments).toEqual(['conversation:1']);
});
