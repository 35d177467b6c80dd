import { expect, test } from 'vitest';
import type { RunReport } from '../../../shared/contract/runner.ts';
import type { Remark } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import { HOUR_MS } from '../../../shared/domain/time.ts';
import { aReport } from '../../builders/a-report.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { callResult, callStart } from '../runners.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

let spoken = 0;

async function say(world: FollowUpWorld, saying: Partial<Remark> & { body: string }): Promise<void> {
  spoken += 1;
  const at = world.clock.now();
  const name = { kind: 'conversation', commentId: `${2000 + spoken}` } as const;
  world.host.remark(PULL, { ...name, writtenAt: at, updatedAt: at, ...saying });
  const { tracker, ticketId } = aTicket();
  await world.lifecycle.send({ type: 'PullRequestSpoken', tracker, ticketId, pull: PULL, arrivalId: `said-${spoken}` });
}

const states = async (world: FollowUpWorld) =>
  (await world.pullRequests.findings(PULL)).map(({ body, state, reason }) => [body, state, reason]).sort();

/** The newest follow-up starts, and ends with this report. */
async function report(world: FollowUpWorld, made: Partial<RunReport>): Promise<void> {
  const execution = world.followUps().at(-1) ?? expect.unreachable();
  const { runId } = execution;
  const { sessionKey } = await callStart(world, execution);
  execution.state = 'ended';
  await callResult(world, { runId, sessionKey, report: aReport({ phase: 'gap-fill', ...made }) });
}

const givenNow = async (world: FollowUpWorld) => {
  const { runId } = world.followUps().at(-1) ?? expect.unreachable();
  return (await world.runs.readContext({ runId }))?.followUp?.findings ?? [];
};
const fingerprints = async (world: FollowUpWorld) => (await givenNow(world)).map(({ fingerprint }) => fingerprint);

/** One finding, and the follow-up that is given it, not yet started. */
async function aWorldAtWork(...bodies: string[]): Promise<FollowUpWorld> {
  const world = await aFollowUpWorld('never starts');
  world.executor.executions.length = 0;
  for (const body of bodies) await say(world, { body });
  await passUntilAsked(world);
  return world;
}

async function passUntilAsked(world: FollowUpWorld, count = 1): Promise<void> {
  for (let n = 0; n < 12 && world.followUps().length < count; n += 1) {
    await world.days.queues.deliver();
    await dueTimers(world);
    if (world.followUps().length < count) world.clock.advance(60_000);
  }
  expect(world.followUps()).toHaveLength(count);
}

/** Only what is due is sent: executions stand still. */
async function dueTimers(world: FollowUpWorld): Promise<void> {
  const { watchRuns } = await import('../../../functions/watch-runs/watch-runs.ts');
  await watchRuns(world.watch);
  await world.days.queues.deliver();
}

async function settle(world: FollowUpWorld, minutes = 4): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    await world.days.queues.deliver();
    await dueTimers(world);
    world.clock.advance(60_000);
  }
}

test('what a run answered is addressed once its commit is seen on the branch', async () => {
  const world = await aWorldAtWork('Use a map.');
  await report(world, { addressedFindings: await fingerprints(world), headCommit: 'f'.repeat(40) });
  await world.days.queues.deliver();
  expect(await states(world)).toEqual([['Use a map.', 'open', 'unconfirmed']]);

  world.host.put(PULL, { headSha: 'f'.repeat(40), commits: ['c0ffee', 'f'.repeat(40)] });
  await settle(world);
  expect(await states(world)).toEqual([['Use a map.', 'addressed', undefined]]);
  expect(world.followUps()).toHaveLength(1);
});

test('is not where its commit is not on the branch, and then another run is given it', async () => {
  const world = await aWorldAtWork('Use a map.');
  await report(world, { addressedFindings: await fingerprints(world), headCommit: 'f'.repeat(40) });
  await passUntilAsked(world, 2);

  expect((await givenNow(world)).map(({ body }) => body)).toEqual(['Use a map.']);
});

test('what a run that pushed nothing answered is addressed at once', async () => {
  const world = await aWorldAtWork('Use a map.');
  await report(world, { addressedFindings: await fingerprints(world) });
  await settle(world);

  expect(await states(world)).toEqual([['Use a map.', 'addressed', undefined]]);
});

test('what a run says nothing about is given to one more, and then waits for a person', async () => {
  const world = await aWorldAtWork('Use a map.', 'Add a test.');
  const [first] = await fingerprints(world);
  await report(world, { addressedFindings: [first ?? ''] });
  await world.days.queues.deliver();
  expect((await states(world)).map(([, , reason]) => reason)).toContain('unanswered');
  await passUntilAsked(world, 2);
  expect(await givenNow(world)).toHaveLength(1);
  await report(world, {});
  await settle(world, 10);

  expect(world.followUps()).toHaveLength(2);
  expect((await states(world)).filter(([, state]) => state === 'open')).toEqual([[expect.any(String), 'open', 'left']]);
});

test('what was addressed and is said again comes back', async () => {
  const world = await aWorldAtWork('Use a map.');
  await report(world, { addressedFindings: await fingerprints(world) });
  await settle(world);
  await say(world, { body: 'Use a  MAP.' });
  await passUntilAsked(world, 2);

  expect(await states(world)).toEqual([['Use a  MAP.', 'open', 'came_back']]);
});

test('what reviewers posted while a run waited for them is a finding at once, and its bot need not be trusted', async () => {
  const world = await aWorldAtWork('Use a map.');
  const inline = { kind: 'inline', commentId: '9', path: 'a.ts', line: 3, body: 'May be null.' } as const;
  const nit = { ...inline, commentId: '10', login: 'claude[bot]', body: '🟡 Nit: name' };
  const reviewerFindings = [{ ...inline, login: 'lint-bot[bot]' }, nit];
  await report(world, { addressedFindings: await fingerprints(world), reviewerFindings });
  await world.days.queues.deliver();
  expect(await states(world)).toContainEqual(['May be null.', 'open', undefined]);

  const thread = { threadId: 'T', rootId: '9', isResolved: false };
  const at = world.clock.now();
  const author = { login: 'lint-bot', isBot: true };
  world.host.remark(PULL, { ...inline, author, thread, commit: 'c0ffee', writtenAt: at, updatedAt: at });
  await passUntilAsked(world, 2);
  expect((await givenNow(world)).map(({ body }) => body)).toEqual(['May be null.']);
});

test('four follow-ups a day begin by themselves; then it is said what is open, once, and a command is served still', async () => {
  const world = await aWorldAtWork('Change line 1.');
  for (let n = 2; n <= 4; n += 1) {
    await report(world, { addressedFindings: await fingerprints(world) });
    await say(world, { body: `Change line ${n}.` });
    await passUntilAsked(world, n);
  }
  await report(world, { addressedFindings: await fingerprints(world) });
  await say(world, { body: 'Change line 5.' });
  await settle(world, 10);
  await say(world, { body: 'Change line 6.' });
  await settle(world, 10);
  expect(world.followUps()).toHaveLength(4);
  const said = world.host.said.map(({ body }) => body);
  expect(said).toEqual([
    expect.stringMatching(/Four follow-ups ran[\s\S]*4 findings were closed and[\s\S]*`\/ai-implement`/),
  ]);

  await world.write('/ai-implement');
  await passUntilAsked(world, 5);
  expect(await givenNow(world)).toHaveLength(2);
  await report(world, { addressedFindings: await fingerprints(world) });
  await settle(world);
  await say(world, { body: 'Change line 7.' });
  await settle(world, 5);
  expect(world.followUps()).toHaveLength(5);
  world.clock.advance(24 * HOUR_MS);
  await settle(world, 5);
  expect(world.followUps()).toHaveLength(6);
});
