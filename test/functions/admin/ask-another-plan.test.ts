import { expect, it } from 'vitest';
import { PLAN_HEADINGS, planCommentName, ticketText } from '../../../shared/domain/plan.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { anApproval, anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

const { tracker, ticketId } = aTicket();
const params = { tracker, ticketId };
const SHOWN = `${PLAN_HEADINGS.architecture}\n\nOne large step.`;

async function worldWithPlan(): Promise<AdminWorld> {
  const world = anAdminWorld();
  await world.mappings.save(aMapping({ planningEnabled: true, autoApprovePlans: false }));
  world.tracker.put(aTicket({ markers: ['trigger', 'plan_complete'] }));
  const commentId = world.ids.uuidFrom(planCommentName(params, 'architecture'));
  await world.tracker.comment(ticketId, { commentId, body: SHOWN });
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(aTicket())), keys: ['architecture'] });
  await world.tickets.write(anAwaitingRecord({ plan }));
  return world;
}
const hashOf = async ({ operations }: AdminWorld) => (await operations.readPlan({ params })).planHash;

it('has the plan made anew with the remark and the refused plan, and says so on the ticket', async () => {
  const world = await worldWithPlan();
  const body = { planHash: await hashOf(world), remark: 'Ask @acme/all for <b>smaller</b> steps' };

  const { runId } = await world.operations.askAnotherPlan({ params, body });

  const record = await world.tickets.read(params);
  expect(record).toMatchObject({
    status: 'planning',
    plan: { refusal: { remark: body.remark, text: SHOWN } },
    next: { runId, phase: 'planning', isExplicit: true },
  });
  expect(record?.plan).not.toHaveProperty('approval');
  const [comment] = record?.comments ?? [];
  expect(comment?.body).toContain('> Ask @\u200bacme/all for <\u200bb>smaller');
  expect(world.lifecycle.waiting()).toMatchObject([{ type: 'PlanOutdated', ticketId }]);
  expect(world.timers.waiting()).toMatchObject([{ kind: 'offer-next' }]);
  expect(await world.audit.ofDay('2026-01-05')).toMatchObject([{ action: 'plan_refused', detail: body.remark }]);
});

it('is asked once: what comes again finds no plan that waits', async () => {
  const world = await worldWithPlan();
  const body = { planHash: await hashOf(world), remark: 'smaller' };
  await world.operations.askAnotherPlan({ params, body });
  await expect(world.operations.askAnotherPlan({ params, body })).rejects.toMatchObject({ code: 'nothing_to_approve' });
  await expect(world.operations.approvePlan({ params, body: { planHash: body.planHash } })).rejects.toMatchObject({
    code: 'nothing_to_approve',
  });
});

it('is refused of a plan that was edited since, that is approved, or where planning is off', async () => {
  const edited = await worldWithPlan();
  const body = { planHash: await hashOf(edited), remark: 'smaller' };
  edited.tracker.editComment(ticketId, edited.ids.uuidFrom(planCommentName(params, 'architecture')), 'Small steps.');
  await expect(edited.operations.askAnotherPlan({ params, body })).rejects.toMatchObject({ code: 'plan_changed' });

  const approved = await worldWithPlan();
  const record = await approved.tickets.read(params);
  if (record?.plan === undefined) throw new Error('there is no plan');
  await approved.tickets.write({
    ...record,
    status: 'plan_complete',
    plan: { ...record.plan, approval: anApproval() },
  });
  await expect(approved.operations.askAnotherPlan({ params, body })).rejects.toMatchObject({
    code: 'nothing_to_approve',
  });

  const without = await worldWithPlan();
  const mapping = (await without.mappings.all())[0];
  if (mapping === undefined) throw new Error('there is no mapping');
  await without.mappings.save({ ...mapping, planningEnabled: false });
  await expect(without.operations.askAnotherPlan({ params, body })).rejects.toMatchObject({
    code: 'nothing_to_retry',
  });
  expect((await without.tickets.read(params))?.status).toBe('awaiting_approval');
});
