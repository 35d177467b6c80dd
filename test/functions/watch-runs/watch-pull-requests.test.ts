import { expect, test } from 'vitest';
import { watchPullRequests } from '../../../functions/watch-runs/watch-pull-requests.ts';
import { watchRuns } from '../../../functions/watch-runs/watch-runs.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aWorld, type World } from '../world.ts';

async function aWorldWith(...pulls: Parameters<typeof aPullRequestRecord>[0][]): Promise<World> {
  const world = await aWorld();
  for (const pull of pulls) await world.pullRequests.write(aPullRequestRecord(pull));
  return world;
}
const sent = (world: World) =>
  world.lifecycle
    .waiting()
    .flatMap((event) => (event.type === 'TimerDue' && 'ticketId' in event.timer ? [event.timer] : []));
const asked = (world: World) => sent(world).filter(({ kind }) => kind === 'list-moved');

test('each repository with an open pull request of ours is asked about once, however many those are', async () => {
  const world = await aWorldWith(
    { number: 1 },
    { number: 2, owner: 'Acme' },
    { number: 3, repo: 'web' },
    { number: 4, repo: 'over', state: 'merged' },
  );

  expect(await watchPullRequests(world.watch)).toBe(2);
  expect(asked(world).map(({ pull }) => pull?.repo)).toEqual(['backend', 'web']);
});

test('that is every half an hour, and asks for what moved since the last time', async () => {
  const world = await aWorldWith({ number: 1 });
  const began = world.clock.now();
  for (let minute = 0; minute <= 60; minute += 1) {
    await watchRuns(world.watch);
    world.clock.advance(MINUTE_MS);
  }

  expect(asked(world).map(({ dueAt, since }) => ({ dueAt, since }))).toEqual([
    { dueAt: began, since: aPullRequestRecord().createdAt },
    { dueAt: plus(began, 30 * MINUTE_MS), since: began },
    { dueAt: plus(began, 60 * MINUTE_MS), since: plus(began, 30 * MINUTE_MS) },
  ]);
});

test('what nobody has looked at yet, or GitHub gave no number for, is read by itself', async () => {
  const at = aPullRequestRecord().createdAt;
  const world = await aWorldWith(
    { number: 1, repositoryId: '7', reconciledAt: at },
    { number: 2, repositoryId: '7', lookedAt: at },
    { number: 3, repositoryId: '7' },
    { number: 4, lookedAt: at },
  );
  await watchPullRequests(world.watch);

  const read = sent(world).filter(({ kind }) => kind === 'read-pull-request');
  expect(read.map(({ pull }) => pull?.number).sort()).toEqual([3, 4]);
});

test('where nothing could be sent it is done again at the next minute', async () => {
  const world = await aWorldWith({ number: 1 });
  world.lifecycle.faults.failOnce('send');
  await expect(watchPullRequests(world.watch)).rejects.toThrow();
  expect(asked(world)).toEqual([]);
  world.clock.advance(MINUTE_MS);
  await watchPullRequests(world.watch);

  expect(asked(world)).toHaveLength(1);
});
