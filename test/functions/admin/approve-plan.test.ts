import { describe, expect, it } from 'vitest';
import { PLAN_HEADINGS, planCommentName, ticketText } from '../../../shared/domain/plan.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

const { tracker, ticketId } = aTicket();
const params = { tracker, ticketId };
const ARCHITECTURE = `${PLAN_HEADINGS.architecture}\n\n<script>alert(1)</script>`;

async function worldWith(overrides: Partial<TicketRecord> = {}): Promise<AdminWorld> {
  const world = anAdminWorld();
  await world.mappings.save(aMapping({ planningEnabled: true, autoApprovePlans: false }));
  world.tracker.put(aTicket({ markers: ['trigger', 'plan_complete'] }));
  for (const [key, body] of [['architecture', ARCHITECTURE] as const, ['test-plan', 'a test plan'] as const]) {
    await world.tracker.comment(ticketId, { commentId: commentId(world, key), body });
  }
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(aTicket())) });
  await world.tickets.write(anAwaitingRecord({ plan, ...overrides }));
  return world;
}

const commentId = (world: AdminWorld, key: 'architecture' | 'test-plan') =>
  world.ids.uuidFrom(planCommentName(params, key));
const hashOf = async (world: AdminWorld) => (await world.operations.readPlan({ params })).planHash;

describe('approving a plan', () => {
  it('shows the plan as it stands on the ticket, and lets it go on', async () => {
    const world = await worldWith();
    const plan = await world.operations.readPlan({ params });
    expect(plan.sections.map(({ body }) => body)).toEqual([ARCHITECTURE, 'a test plan']);
    const { runId } = await world.operations.approvePlan({ params, body: { planHash: plan.planHash } });
    expect(await world.tickets.read(params)).toMatchObject({
      status: 'plan_complete',
      plan: { approval: { by: 'admin', planHash: plan.planHash, runId } },
      next: { runId, phase: 'implementation', isExplicit: true },
    });
    expect(world.lifecycle.waiting()).toMatchObject([{ type: 'PlanApproved', ticketId }]);
    expect(world.timers.waiting()).toMatchObject([{ kind: 'offer-next' }]);
  });

  it('is one approval, however often it is given', async () => {
    const world = await worldWith();
    const body = { planHash: await hashOf(world) };
    const first = await world.operations.approvePlan({ params, body });
    expect(await world.operations.approvePlan({ params, body })).toEqual(first);
  });
});

describe('an approval', () => {
  it('is refused when a writer edited the plan since it was shown', async () => {
    const world = await worldWith();
    const planHash = await hashOf(world);
    world.tracker.editComment(ticketId, commentId(world, 'test-plan'), 'another test plan');
    await expect(world.operations.approvePlan({ params, body: { planHash } })).rejects.toMatchObject({
      code: 'plan_changed',
    });
    expect(await world.tickets.read(params)).toMatchObject({ status: 'awaiting_approval' });
  });

  it('is refused when the ticket changed since, and has it planned anew', async () => {
    const world = await worldWith();
    const planHash = await hashOf(world);
    world.tracker.put(aTicket({ title: 'Something else', markers: ['trigger', 'plan_complete'] }));
    await expect(world.operations.approvePlan({ params, body: { planHash } })).rejects.toMatchObject({
      code: 'plan_outdated',
    });
    expect(world.lifecycle.waiting()).toMatchObject([{ type: 'PlanOutdated', ticketId }]);
  });

  it('is refused when every comment of the plan was deleted, and has it planned anew', async () => {
    const world = await worldWith();
    for (const key of ['architecture', 'test-plan'] as const)
      world.tracker.editComment(ticketId, commentId(world, key), undefined);
    const body = { planHash: await hashOf(world) };
    await expect(world.operations.approvePlan({ params, body })).rejects.toMatchObject({ code: 'plan_outdated' });
    expect(world.lifecycle.waiting()).toMatchObject([{ type: 'PlanOutdated', ticketId }]);
  });

  it('is a wish: what was implemented less than a day ago is implemented again', async () => {
    const world = await worldWith();
    const at = world.clock.now();
    await world.dispatchRecords.claim({ tracker, ticketId, phase: 'implementation', runId: 'before', at });
    await world.dispatchRecords.release({ tracker, ticketId }, 'before', at);
    await world.operations.approvePlan({ params, body: { planHash: await hashOf(world) } });
    expect(await world.dispatchRecords.read(params)).toMatchObject({ phases: {} });
  });
});

describe('an approval of what is shown', () => {
  it.each([
    ['live', true],
    ['claimed and not written yet', false],
  ])('is refused while a run of the ticket is %s', async (_, isWritten) => {
    const world = await worldWith();
    const planHash = await hashOf(world);
    const run = aRun({ phase: 'planning', status: 'running' });
    if (isWritten) await world.runs.reserve(run);
    await world.dispatchRecords.claim({ ...run, at: run.reservedAt });
    await expect(world.operations.approvePlan({ params, body: { planHash } })).rejects.toMatchObject({
      code: 'run_live',
    });
  });

  it.each<[string, Partial<TicketRecord>]>([
    ['nothing was planned', { status: 'ready', plan: undefined }],
    ['the plan is not shown yet', { shownStage: 'planning' }],
    ['its comments are not shown yet', { comments: [{ commentId: 'c', body: 'wanted' }] }],
  ])('is refused when %s', async (_, overrides) => {
    const world = await worldWith(overrides);
    await expect(world.operations.approvePlan({ params, body: { planHash: 'x' } })).rejects.toMatchObject({
      code: 'nothing_to_approve',
    });
  });

  it('says when the tracker cannot be asked', async () => {
    const world = await worldWith();
    world.tracker.faults.goDown();
    await expect(world.operations.readPlan({ params })).rejects.toMatchObject({ code: 'tracker_unavailable' });
  });

  it('is offered on the list of blocked tickets', async () => {
    const world = await worldWith();
    const { tickets } = await world.operations.listBlocked({});
    expect(tickets).toMatchObject([{ reason: 'awaiting_approval', canApprove: true, canRetry: false }]);
  });
});
