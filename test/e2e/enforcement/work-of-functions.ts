import type { FunctionName } from '../../../shared/contract/env.ts';
import { SESSION_KEY_HEADER } from '../../../shared/contract/runner.ts';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { systemIds } from '../../../shared/runtime/identities.ts';
import { secretKeys } from '../../../shared/runtime/secret-keys.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { anApproval, anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { aStep } from '../../builders/a-step.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { anAccess } from '../../builders/an-access.ts';
import { bearer, post } from './calls.ts';
import { type StrippedWorld, untilQuiet } from './stripped-world.ts';
import { hoursAgo, markedTicket, now, saveJiraMapping, saveMapping, standingRun } from './what-work-needs.ts';
import { useAdmin } from './work-of-admin.ts';
import { countRun, tellOfBudgets, waitForBudget } from './work-of-budgets.ts';
import { lookAtMachine, orderMachine } from './work-of-machines.ts';
import { deliverNotices } from './work-of-notices.ts';
import {
  deliverWebhook,
  endFollowUp,
  lookForDeliveries,
  offerFollowUp,
  tellOfComment,
} from './work-of-pull-requests.ts';
import { sendUnreadable } from './work-of-stops.ts';

type Work = (world: StrippedWorld) => Promise<void>;

/**
 * For each function work that needs every one of its permissions, brought to it as it comes when deployed: as an event
 * of its schedule, a message in its queue, a request. Where a permission is taken away some of the work fails; all of it is tried.
 */
export const WORK: Readonly<Record<FunctionName, Work>> = {
  'poll-tickets': pollTickets,
  'dispatch-run': dispatchRun,
  'advance-run': advanceRun,
  'watch-runs': watchRuns,
  'equip-runner': equipRunner,
  'runner-callback': runnerCallback,
  'sync-templates': syncTemplates,
  'github-webhook': deliverWebhook,
  'tracker-webhook': deliverNotices,
  'comment-trigger': tellOfComment,
  admin: useAdmin,
};

const POLLS = 3;

async function pollTickets(world: StrippedWorld): Promise<void> {
  const { stores, laptop } = world;
  await waitForBudget(world, await saveMapping(world));
  markedTicket(world, 'A fresh one');
  const shown = { status: 'implementation_failed', shownStage: 'implementation_failed', shownAt: hoursAgo(1) } as const;
  const failed = markedTicket(world, 'Failed and marked again');
  await stores.tickets.write(aTicketRecord({ ...failed, ...shown }));
  const run = await standingRun(world, failed);
  await stores.dispatchRecords.release(run, run.runId, now());
  await stores.tickets.write(aTicketRecord({ ticketId: 'unmarked', updatedAt: hoursAgo(1) }));
  const approved = markedTicket(world, 'Its plan is approved');
  for (const label of ['Plan-Complete', 'Plan-Approved']) world.linear.addLabel(approved.key, label);
  await stores.tickets.write(anAwaitingRecord({ ...approved, shownAt: hoursAgo(1) }));
  for (let polls = 0; polls < POLLS; polls += 1) {
    // The dispatch record of this one has expired: the refused write reads what stands. Another function may see to it before the poll does.
    await stores.tickets.write(aTicketRecord({ ...markedTicket(world, `Failed long ago, ${polls}`), ...shown }));
    await laptop.invoke('poll-tickets', {});
  }
}

async function dispatchRun(world: StrippedWorld): Promise<void> {
  const mappingId = await saveMapping(world);
  const offer = (ticketId: string, overrides: Parameters<typeof aCandidate>[0] = {}) =>
    world.candidates.offer(
      aCandidate({ ticketId, runId: systemIds.ulid(), mappingId, offeredAt: now(), ...overrides }),
    );
  await offer(markedTicket(world, 'To be dispatched').ticketId);
  const onJira = { tracker: 'jira', mappingId: await saveJiraMapping(world) } as const;
  await offer(world.jira.idOf('PROJ-1'), onJira);
  const inFlight = markedTicket(world, 'In flight');
  await world.stores.dispatchRecords.claim({ ...aRun({ ...inFlight, runId: systemIds.ulid() }), at: now() });
  // Whoever offered it wants to know why it was not admitted.
  const refusedRunId = systemIds.ulid();
  const offered = { runId: refusedRunId, at: now() };
  await world.stores.tickets.write(aTicketRecord({ ...inFlight, offered }));
  await offer(inFlight.ticketId, { runId: refusedRunId });
  await offer(markedTicket(world, 'Offered long ago').ticketId, { offeredAt: hoursAgo(1) });
  await offerFollowUp(world, { ticketId: markedTicket(world, 'Wants a follow-up').ticketId, mappingId });
  const broken = await saveMapping(world, { teamKey: 'OPS', implementWorkflowFile: 'claude-missing.yml' });
  const key = world.linear.createIssue('OPS', { title: 'In a repository without the workflow' });
  world.linear.mark(key);
  await offer(world.linear.idOf(key), { mappingId: broken });
  await orderMachine(world);
  await sendUnreadable(world, 'candidates');
  await untilQuiet(world);
}

async function advanceRun(world: StrippedWorld): Promise<void> {
  const { stores, lifecycle } = world;
  const mappingId = await saveMapping(world);
  const waiter = markedTicket(world, 'Waits for a slot');
  const waiting = { reason: 'at_capacity', detail: '', priority: null, createdAt: now() } as const;
  const place = { bucketId: 'linear#ENG', mappingId, phase: 'implementation' } as const;
  await stores.tickets.write(aTicketRecord({ ...waiter, waiting: { ...waiting, ...place } }));
  const reported = await standingRun(world, { ...markedTicket(world, 'Reported'), status: 'running' });
  await countRun(world, reported);
  await stores.runs.putReport(reported.runId, { report: aReport(), receivedAt: now() });
  await lifecycle.send({ type: 'RunReported', ...reported });
  const running = await standingRun(world, { ...markedTicket(world, 'Runs on'), status: 'running' });
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'check-run', dueAt: now(), ...running } });
  await lookAtMachine(world);
  const onJira = { tracker: 'jira', ticketId: world.jira.idOf('PROJ-1') } as const;
  await stores.tickets.write(aTicketRecord({ ...onJira, status: 'implementation_failed' }));
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'show-ticket', dueAt: now(), ...onJira } });
  const repeated = markedTicket(world, 'To be tried again');
  const next = { runId: systemIds.ulid(), phase: 'implementation', mappingId, attempt: 2 } as const;
  const due = { ...next, bucketId: 'linear#ENG', notBefore: hoursAgo(1) };
  await stores.tickets.write(aTicketRecord({ ...repeated, next: due }));
  const { ticketId } = repeated;
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'offer-next', dueAt: now(), tracker: 'linear', ticketId } });
  const approved = markedTicket(world, 'Its plan was approved');
  const plan = aPlan({ approval: anApproval() });
  await stores.tickets.write(anAwaitingRecord({ ...approved, status: 'plan_complete', plan }));
  await lifecycle.send({ type: 'PlanApproved', tracker: 'linear', ...approved, runId: plan.runId, seenAt: now() });
  await endFollowUp(world, { ticketId: markedTicket(world, 'Wants more').ticketId, mappingId });
  // Its dispatch record is gone: lifting the 24-hour rule reads what stands.
  const refused = aRun({
    ...markedTicket(world, 'Refused'),
    runId: systemIds.ulid(),
    reservedAt: now(),
    endedAt: now(),
    status: 'failed',
    mappingId: await saveMapping(world, { teamKey: 'OPS' }),
  });
  await stores.runs.reserve({ ...refused, failure: { kind: 'mapping', reason: 'no such workflow' } });
  await lifecycle.send({ type: 'RunEnded', ...refused });
  await sendUnreadable(world, 'lifecycle');
  await tellOfBudgets(world, mappingId);
  const renamed = { owner: 'acme', repo: 'renamed', formerly: { owner: 'acme', repo: 'formerly' } };
  const told = { arrivalId: systemIds.ulid(), deliveredAt: now() };
  await lifecycle.send({ type: 'RepositoryChanged', repositoryId: '4711', ...renamed, ...told });
  // GitHub told of it: when, is noted.
  const arrival = { arrivalId: systemIds.ulid(), deliveredAt: now() };
  await lifecycle.send({ type: 'WorkflowRunEnded', runId: running.runId, ...arrival });
  await lookForDeliveries(world);
  await untilQuiet(world);
}

async function watchRuns(world: StrippedWorld): Promise<void> {
  const { stores, laptop } = world;
  await saveMapping(world);
  const over = await standingRun(world, { ticketId: 'over', status: 'failed', reservedAt: hoursAgo(1) });
  await stores.timers.set({ kind: 'check-run', dueAt: hoursAgo(1), ...over });
  const orphan = { bucketId: 'linear#ENG', ticketId: 'orphan', runId: systemIds.ulid() };
  await stores.buckets.claimSlot({ ...orphan, claimId: 'dead', phase: 'implementation', at: hoursAgo(1) });
  await laptop.invoke('watch-runs', {});
}

async function equipRunner(world: StrippedWorld): Promise<void> {
  const run = await standingRun(world, { ticketId: 'starts', status: 'dispatched', executor: 'local' });
  const authorization = await bearer(world, 'result', run);
  await post(world, '/runner/start', { workflowRunId: '1', runAttempt: 1 }, { authorization });
}

async function runnerCallback(world: StrippedWorld): Promise<void> {
  const sessionKeyHash = secretKeys.hash('key');
  const run = await standingRun(world, { ticketId: 'runs', status: 'running', sessionKeyHash });
  const progress = { authorization: await bearer(world, 'progress', run) };
  await post(world, '/runner/progress', aStep(), progress);
  const result = { authorization: await bearer(world, 'result', run), [SESSION_KEY_HEADER]: 'key' };
  const prUrl = `${world.githubWebUrl}/${run.owner}/${run.repo}/pull/1`;
  await post(world, '/runner/result', aReport({ prUrl }), result);
  await untilQuiet(world);
}

async function syncTemplates(world: StrippedWorld): Promise<void> {
  const mappingId = await saveMapping(world);
  await world.sessions.create(anAccess({ accessId: secretKeys.hash('secret'), expiresAt: plus(now(), HOUR_MS) }));
  const headers = { origin: world.laptop.url, cookie: 'ai_implement_session=secret' };
  await post(world, `/api/mappings/${mappingId}/sync`, {}, headers);
}
