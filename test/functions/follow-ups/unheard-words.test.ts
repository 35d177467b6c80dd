import { expect, test } from 'vitest';
import { COMMENT_KINDS, type CommentKind } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

// No webhook tells of anything here, and no trigger file.

let written = 0;

function unheard(
  world: FollowUpWorld,
  body: string,
  { login = 'ada', isBot = false, kind = 'conversation' as CommentKind } = {},
) {
  written += 1;
  const ref = { kind, commentId: String(7000 + written) };
  const at = world.clock.now();
  world.host.remark(PULL, { ...ref, body, author: { login, isBot }, writtenAt: at, updatedAt: at });
  return ref;
}

async function aQuietWorld(...fates: Parameters<typeof aFollowUpWorld>): Promise<FollowUpWorld> {
  const world = await aFollowUpWorld(...fates);
  await world.days.pass(35);
  world.host.calls.length = 0;
  return world;
}

test('what a reviewer asks for unheard is taken in within half an hour, and answered by one follow-up', async () => {
  const world = await aQuietWorld('silent');
  unheard(world, 'The header line is missing.');
  for (let minute = 0; minute < 35 && world.followUps().length === 0; minute += 1) await world.days.pass(1);
  await world.days.pass(3);

  expect(world.followUps()).toHaveLength(1);
  expect(await world.pullRequests.findings(PULL)).toMatchObject([{ body: 'The header line is missing.' }]);
});

test('what was looked at since it moved is not looked at again', async () => {
  const world = await aQuietWorld();
  unheard(world, 'LGTM!');
  await world.days.pass(35);
  const looks = () => world.host.calls.filter((call) => call === 'feedback').length;
  expect(looks()).toBe(1);
  await world.days.pass(120);
  expect(looks()).toBe(1);
});

test.each(COMMENT_KINDS)('a command unheard (%s) is followed within half an hour: one 👀, one run', async (kind) => {
  const world = await aQuietWorld('works');
  const ref = unheard(world, '/ai-implement add a test', { kind });
  await world.days.pass(35);

  expect(world.followUps()).toHaveLength(1);
  expect(world.host.seen).toEqual([`${kind}:${ref.commentId}`]);
  // GitHub delivers it again after all.
  await world.arrive(ref);
  await world.days.pass(90);
  expect(world.followUps()).toHaveLength(1);
  expect(world.host.seen).toHaveLength(1);
  expect(world.host.said).toEqual([]);
});

test('many commands unheard are all taken, two a minute', async () => {
  const world = await aQuietWorld('works');
  for (let n = 0; n < 7; n += 1) unheard(world, `/ai-implement add test ${n}`);
  for (let minute = 0; minute < 60; minute += 1) {
    world.host.calls.length = 0;
    await world.days.pass(1);
    expect(world.host.calls.filter((call) => call === 'comment').length).toBeLessThanOrEqual(2);
  }

  expect(new Set(world.host.seen).size).toBe(7);
  expect(world.host.seen).toHaveLength(7);
});

test.each([
  ['a stranger', '/ai-implement', { login: 'mallory' }],
  ['a bot', '/ai-implement', { login: 'helper', isBot: true }],
  ['a quote', '> /ai-implement', {}],
])('a command of %s unheard starts nothing', async (_, body, by) => {
  const world = await aQuietWorld('works');
  unheard(world, body, by);
  await world.days.pass(90);

  expect([world.followUps(), world.host.seen, world.host.said]).toEqual([[], [], []]);
  expect(world.host.calls.filter((call) => call === 'mayWrite').length).toBeLessThanOrEqual(1);
});
