import { describe, expect, test } from 'vitest';
import { cancelMapping } from '../../functions/admin/stops/cancel-mapping.ts';
import { cancelRun } from '../../functions/admin/stops/cancel-run.ts';
import { cancelTicket } from '../../functions/admin/stops/cancel-ticket.ts';
import { giveToken } from '../../functions/equip-runner/give-token.ts';
import { RepositoryRefusal } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';
import { oidcTokenOf } from '../fakes/fake-workflow-identity.ts';
import { atWork } from './at-work.ts';
import { aFollowUpWorld, PULL } from './follow-ups/follow-up-world.ts';
import { callResult, callStart } from './runners.ts';
import { BUCKET, type World } from './world.ts';

const reason = 'too dear';
const { mappingId } = aMapping();
const ref = { tracker: 'linear', ticketId: aTicket().ticketId } as const;
const actions = async (world: World) =>
  (await world.audit.ofDay(world.clock.now().slice(0, 10))).map(({ action, detail }) => `${action}: ${detail}`);
const comments = (world: World) => world.tracker.commentsOn(ref.ticketId).map(({ body }) => body);

const tokenOf = (world: World, { runId, phase, workflowRunId = '' }: Run) =>
  giveToken(world.equip, {
    claims: { runId, phase },
    sessionKey: 'key-1',
    oidcToken: oidcTokenOf(aWorkflowClaims({ run_id: workflowRunId })),
  });

test('a run that an admin cancels ends, frees its slot, and its ticket loses our labels and says who, why and what to do', async () => {
  const { world, time, run } = await atWork();
  await cancelRun(world, { runId: run.runId, reason });
  await time.pass(1);

  const failure = { code: 'cancelled_by_admin', reason: 'An admin of AI-Implement cancelled this: too dear' };
  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'cancelled', failure });
  expect(world.executor.executions).toMatchObject([{ state: 'ended' }]);
  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
  expect(await world.dispatchRecords.read(ref)).not.toHaveProperty('liveRunId', run.runId);
  expect((await world.tracker.read(ref.ticketId))?.markers).toEqual([]);
  expect(comments(world)).toMatchObject([
    expect.stringContaining('🛑 Implementation cancelled: An admin of AI-Implement cancelled this: too dear'),
  ]);
  expect(await actions(world)).toEqual(['run_cancelled: ENG-1: too dear']);
});

test('a run that an admin cancels is given no GitHub token from that moment on, and cannot pass the gate again', async () => {
  const { world, run } = await atWork();
  await expect(tokenOf(world, run)).resolves.toBeDefined();
  await cancelRun(world, { runId: run.runId, reason });

  await expect(tokenOf(world, run)).rejects.toMatchObject({ code: 'run_over' });
  const execution = { runId: run.runId, workflowRunId: run.workflowRunId ?? '' };
  await expect(callStart(world, execution)).rejects.toMatchObject({ code: 'run_over' });
});

test('a run that an admin cancels ends as its report says, where that came first, and may finish what it writes', async () => {
  const { world, time, run } = await atWork();
  await cancelRun(world, { runId: run.runId, reason });
  await callResult(world, { runId: run.runId, sessionKey: 'key-1' });
  await expect(tokenOf(world, run)).resolves.toBeDefined();
  await time.pass(2);

  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'succeeded' });
  expect(await world.tickets.read(ref)).toMatchObject({ status: 'pr_ready' });
});

test('a run that an admin cancels ends though GitHub is down, which is asked until it has stopped the workflow run', async () => {
  const { world, time, run } = await atWork();
  world.executor.faults.goDown();
  await cancelRun(world, { runId: run.runId, reason });
  await time.pass(10);
  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'cancelled' });
  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
  expect(world.executor.executions).toMatchObject([{ state: 'in_progress' }]);

  world.executor.faults.comeUp();
  await time.pass(15);
  expect(world.executor.executions).toMatchObject([{ state: 'ended' }]);
});

test('a run that an admin cancels ends where its repository lets us stop nothing, and nobody is asked for ever', async () => {
  const { world, time, run } = await atWork();
  const refuse = async () => {
    throw new RepositoryRefusal('repository_archived', 'it is archived');
  };
  world.advance.executor = { ...world.advance.executor, cancel: refuse };
  await cancelRun(world, { runId: run.runId, reason });
  await time.pass(5);

  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'cancelled' });
  expect(world.timers.waiting()).toEqual([]);
  expect(time.queues.dead).toBe(0);
});

test('a run that an admin cancels ends though the admin function was cut off before it told of the wish', async () => {
  const { world, time, run } = await atWork();
  world.lifecycle.faults.failOnce('send');
  await expect(cancelRun(world, { runId: run.runId, reason })).rejects.toThrow();
  await time.pass(2);

  expect(await world.runs.read(run.runId)).toMatchObject({ status: 'cancelled' });
});

test('a run that an admin cancels that is over, or unknown, is told so', async () => {
  const { world, time, run } = await atWork();
  await cancelRun(world, { runId: run.runId, reason });
  await time.pass(1);
  await expect(cancelRun(world, { runId: run.runId, reason })).rejects.toMatchObject({ code: 'run_over' });
  await expect(cancelRun(world, { runId: 'unknown', reason })).rejects.toMatchObject({ code: 'unknown_run' });
  await expect(cancelTicket(world, { ...ref, reason })).rejects.toMatchObject({ code: 'nothing_to_cancel' });
  await expect(cancelMapping(world, { mappingId, reason })).rejects.toMatchObject({ code: 'nothing_to_cancel' });
});

test('a run that an admin cancels runs again when its ticket is marked anew', async () => {
  const { world, time, run } = await atWork();
  await cancelRun(world, { runId: run.runId, reason });
  await time.pass(2);
  const ticket = (await world.tracker.read(ref.ticketId)) ?? expect.unreachable();
  world.tracker.put({ ...ticket, markers: ['trigger'] });
  await time.passUntilQuiet(20);

  expect(await world.tickets.read(ref)).toMatchObject({ status: 'pr_ready' });
});

describe('a follow-up that an admin cancels', () => {
  const said = (world: World) => world.host.said.at(-1)?.body;

  test('ends, and its pull request says who, why, and how to ask again', async () => {
    const world = await aFollowUpWorld('silent');
    await world.write('/ai-implement');
    await world.days.pass(3);
    await cancelTicket(world, { ...ref, reason });
    await world.days.pass(2);

    expect(await world.tickets.read(ref)).toMatchObject({ status: 'pr_ready' });
    expect(world.followUps()).toMatchObject([{ state: 'ended' }]);
    expect(said(world)).toContain('🛑 Follow-up cancelled: An admin of AI-Implement cancelled this: too dear');
    expect(said(world)).toContain('comment `/ai-implement`');
  });

  test('while it waits for its slot, never begins', async () => {
    const world = await aFollowUpWorld('works');
    const { version: _, ...mapping } = (await world.mappings.read(mappingId)) ?? expect.unreachable();
    await world.mappings.save({ ...mapping, version: 1, paused: true });
    const next = { runId: '01KE6XNNNN0000000000000001', attempt: 1, notBefore: world.clock.now(), requests: [] };
    const record = (await world.pullRequests.read(PULL)) ?? expect.unreachable();
    await world.pullRequests.write({ ...record, next });
    await cancelTicket(world, { ...ref, reason });
    await world.days.pass(10);

    expect(world.followUps()).toEqual([]);
    expect((await world.pullRequests.read(PULL))?.next).toBeUndefined();
    expect(said(world)).toContain('🛑 Follow-up cancelled');
  });
});
