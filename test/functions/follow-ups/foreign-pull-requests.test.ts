import { expect, test } from 'vitest';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

const FOREIGN = { ...PULL, number: 50 };
const REF = { kind: 'conversation', commentId: '900' } as const;

interface Written {
  by?: string;
  body?: string;
  pull?: typeof FOREIGN;
  writer?: string;
}

/** Somebody comments on a pull request that no run opened, and the webhook tells of it. */
async function comments(world: FollowUpWorld, of: Written = {}) {
  const { by = 'ada', body = '/ai-implement', pull = FOREIGN } = of;
  const writer = of.writer ?? by;
  world.host.write(pull, REF, { author: writer, body, at: world.clock.now() });
  world.host.calls.length = 0;
  const author = { login: by, isInsider: true };
  await world.lifecycle.send({ type: 'ForeignPullRequestCommented', pull, comment: REF, author, arrivalId: 'a' });
  await world.days.passUntilQuiet(30);
}

test('a writer who commands on a pull request that no run opened is told so, once', async () => {
  const world = await aFollowUpWorld();
  await comments(world);
  await comments(world);

  expect(world.host.said).toEqual([
    {
      pull: 'acme/backend#50',
      answerId: 'refused conversation:900',
      body: expect.stringContaining('no run of AI-Implement opened this pull request'),
    },
  ]);
  expect(world.followUps()).toEqual([]);
});

test.each([
  ['somebody who may only read', { by: 'rita' }, ['mayWrite']],
  ['a repository of no mapping', { pull: { ...FOREIGN, repo: 'other' } }, []],
  ['a comment without the command', { body: 'Nice.' }, ['mayWrite', 'comment']],
  ['a command that the event ascribes to another', { writer: 'mallory' }, ['mayWrite', 'comment']],
])('nothing is said to %s', async (_, of, calls) => {
  const world = await aFollowUpWorld();
  await comments(world, of);

  expect([world.host.said, world.host.calls]).toEqual([[], calls]);
});

test.each([
  ['is out of reach', new ServiceUnavailable('github', 'outage', 'down')],
  ['refuses us', new AppError('app_not_installed', 'the App is not installed')],
])('nothing is said where GitHub %s, and it blocks no message', async (_, failure) => {
  const world = await aFollowUpWorld();
  world.host.failure = failure;
  await comments(world);

  expect([world.host.said, world.days.queues.dead]).toEqual([[], 0]);
});

test('a command that came before the record of its pull request is followed', async () => {
  const world = await aFollowUpWorld('works');
  const { number } = FOREIGN;
  await world.pullRequests.write(
    aPullRequestRecord({ ...(await world.record()), number, ticketId: aTicket().ticketId, version: 0 }),
  );
  await comments(world);

  expect(world.host.seen).toEqual(['conversation:900']);
  expect(world.host.said).toEqual([]);
});
