import { expect, test } from 'vitest';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { days } from '../days.ts';
import { aWorld, type World } from '../world.ts';
import { aFollowUpWorld, PULL } from './follow-up-world.ts';

const prUrl = 'https://github.test/acme/backend/pull/1';
const headSha = '0123456789abcdef0123456789abcdef01234567';
const { tracker, ticketId } = aTicket();

/** A run opens its pull request, and tells so; where it has not passed the gate, nobody attests its repository. */
async function aWorldThatOpens(told: { headSha?: string }, gate: 'attested' | 'not attested'): Promise<World> {
  const world = await aWorld();
  const time = days(world, gate === 'attested' ? 'silent' : 'never starts');
  await time.pass(3);
  const { runId } = world.executor.executions[0] ?? expect.unreachable();
  world.host.calls.length = 0;
  await world.runs.notePullRequest(runId, { prUrl, ...told });
  await world.lifecycle.send({ type: 'PullRequestOpened', tracker, ticketId, runId });
  await time.minute();
  return world;
}

test('a pull request has its record as soon as it is open, without a request to GitHub', async () => {
  const world = await aWorldThatOpens({ headSha }, 'attested');
  const repositoryId = aWorkflowClaims().repository_id;

  expect(world.host.calls).toEqual([]);
  expect(await world.pullRequests.read(PULL)).toMatchObject({ repositoryId, headSha, ticketId, state: 'open' });
  expect(await world.pullRequests.ofHead({ repositoryId, headSha })).toMatchObject(PULL);
});

test.each([
  ['a runner of an earlier version tells no commit', {}, 'attested'],
  ['nobody attests the repository', { headSha }, 'not attested'],
] as const)('where %s GitHub is asked for it, once', async (_, told, gate) => {
  const world = await aWorldThatOpens(told, gate);

  expect(world.host.calls.filter((call) => call === 'read')).toEqual(['read']);
  expect(await world.pullRequests.read(PULL)).toMatchObject({ repositoryId: expect.any(String), headSha: 'c0ffee' });
});

test('on a pull request of another branch than the run worked on nothing is done, whatever the run said', async () => {
  const world = await aFollowUpWorld('works');
  world.host.put(PULL, { head: 'release' });
  await world.write('/ai-implement');
  const at = world.clock.now();
  world.host.remark(PULL, { kind: 'conversation', commentId: '90', body: 'A line is missing.', updatedAt: at });
  await world.lifecycle.send({ type: 'PullRequestSpoken', tracker, ticketId, pull: PULL, arrivalId: 'told' });
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toEqual([]);
  expect(await world.pullRequests.findings(PULL)).toEqual([]);
  expect(world.host.said).toMatchObject([{ body: expect.stringContaining('no run of AI-Implement opened') }]);
});

test('nor is a follow-up ordered that was wanted before', async () => {
  const world = await aFollowUpWorld('works');
  const free = await world.fillSlots();
  await world.write('/ai-implement');
  await world.days.pass(2);
  world.host.put(PULL, { head: 'release' });
  await free();
  await world.days.pass(20);

  expect(world.followUps()).toEqual([]);
});
