import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { plus } from '../../../shared/domain/time.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorld } from '../world.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

const EARLY = '2026-01-05T08:00:00.000Z';
const LATE = plus(EARLY, 1);

async function change(world: FollowUpWorld, arrival: { arrivalId: string; deliveredAt?: string }) {
  const { tracker, ticketId } = aTicket();
  await world.lifecycle.send({ type: 'PullRequestChanged', tracker, ticketId, pull: PULL, ...arrival });
  await world.days.passUntilQuiet(30);
}

test('when the webhook last brought something is known of the pull request, and of all', async () => {
  const world = await aFollowUpWorld();
  await change(world, { arrivalId: 'a', deliveredAt: LATE });
  await change(world, { arrivalId: 'b', deliveredAt: EARLY });

  expect(await world.record()).toMatchObject({ deliveredAt: LATE });
  expect((await world.settings.readWebhook('github')).deliveredAt).toBe(LATE);
});

test('what comes by another way than the webhook is no delivery of it', async () => {
  const world = await aFollowUpWorld();
  await change(world, { arrivalId: 'a' });
  await world.write('/ai-implement');
  await world.days.passUntilQuiet(30);

  expect((await world.record())?.deliveredAt).toBeUndefined();
  expect((await world.settings.readWebhook('github')).deliveredAt).toBeUndefined();
});

test('a comment that came by both ways is a delivery too, whichever was first', async () => {
  const world = await aFollowUpWorld('works');
  const ref = await world.write('/ai-implement');
  await world.days.passUntilQuiet(30);
  await world.arrive(ref, { deliveredAt: LATE });
  await world.days.passUntilQuiet(30);

  expect(await world.record()).toMatchObject({ deliveredAt: LATE });
  expect(world.followUps()).toHaveLength(1);
});

test('the end of a workflow run that the webhook tells of is a delivery', async () => {
  const world = await aFollowUpWorld();
  await world.lifecycle.send({ type: 'WorkflowRunEnded', runId: aRun().runId, arrivalId: 'a', deliveredAt: LATE });
  await world.days.passUntilQuiet(30);

  expect((await world.settings.readWebhook('github')).deliveredAt).toBe(LATE);
});

test('a change tells whether it is a draft, and when that was read', async () => {
  const world = await aFollowUpWorld();
  world.host.put(PULL, { isDraft: true });
  const before = world.clock.now();
  await change(world, { arrivalId: 'a' });

  expect(await world.record()).toMatchObject({ isDraft: true, state: 'open', reconciledAt: before });
});

test('a command tells it too', async () => {
  const world = await aFollowUpWorld('silent');
  world.host.put(PULL, { isDraft: true });
  await world.write('/ai-implement');
  await world.days.minute();

  expect(await world.record()).toMatchObject({ isDraft: true, reconciledAt: expect.any(String) });
});

test('the report of a run tells whether it left a draft, unless GitHub has told since', async () => {
  const world = await aWorld();
  const prUrl = 'https://github.test/acme/backend/pull/1';
  await world.runs.reserve(aRun({ status: 'running', prUrl }));
  await world.runs.putReport(aRun().runId, { report: aReport({ prUrl, isDraft: true }), receivedAt: EARLY });
  const settle = () => advanceRun(world.advance, { type: 'RunReported', ...aTicket(), runId: aRun().runId });
  world.host.put(PULL, { isDraft: true });
  await settle();
  expect(await world.pullRequests.read(PULL)).toMatchObject({ isDraft: true });

  world.host.put(PULL, { isDraft: false });
  await advanceRun(world.advance, { type: 'PullRequestChanged', ...aTicket(), pull: PULL, arrivalId: 'a' });
  await settle();

  expect(await world.pullRequests.read(PULL)).toMatchObject({ isDraft: false });
});

test('a follow-up that made a draft ready tells so', async () => {
  const world = await aWorld();
  const runId = '01KE6XEEEE0000000000000009';
  const next = { runId, attempt: 1, notBefore: EARLY, requests: [] };
  await world.pullRequests.write(aPullRequestRecord({ ticketId: aTicket().ticketId, number: 1, isDraft: true, next }));
  const followUp = { pullNumber: 1, comments: [] };
  await world.runs.reserve(aRun({ runId, phase: 'gap-fill', status: 'running', followUp }));
  const report = aReport({ phase: 'gap-fill', isDraft: false });
  await world.runs.putReport(runId, { report, receivedAt: EARLY });

  await advanceRun(world.advance, { type: 'RunReported', ...aTicket(), runId });

  expect(await world.pullRequests.read(PULL)).toMatchObject({ isDraft: false, endedRunId: runId });
});
