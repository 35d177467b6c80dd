import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SEEDED_JIRA_MAPPING } from '../../../local/world/seed/seed-jira.ts';
import type { FunctionName } from '../../../shared/contract/env.ts';
import { SESSION_KEY_HEADER } from '../../../shared/contract/runner.ts';
import { bucketIdOf } from '../../../shared/domain/mapping.ts';
import { ticketText } from '../../../shared/domain/plan.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { systemClock, systemIds } from '../../../shared/runtime/identities.ts';
import { secretKeys } from '../../../shared/runtime/secret-keys.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { anApproval, anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aStep } from '../../builders/a-step.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { signedIn } from '../admin-client.ts';
import { bearer, post } from './calls.ts';
import { type StrippedWorld, untilQuiet } from './stripped-world.ts';
import {
  deliverWebhook,
  endFollowUp,
  lookForDeliveries,
  offerFollowUp,
  tellOfComment,
} from './work-of-pull-requests.ts';
import { sendUnreadable, stopThings } from './work-of-stops.ts';

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
  'comment-trigger': tellOfComment,
  admin: useAdmin,
};

const { now } = systemClock;
const hoursAgo = (hours: number) => plus(now(), -hours * HOUR_MS);

/** A marked ticket of a team that has a mapping with free slots. */
function markedTicket({ linear }: StrippedWorld, title: string): { ticketId: string; key: string } {
  const key = linear.createIssue('ENG', { title });
  linear.mark(key);
  return { ticketId: linear.idOf(key), key };
}

/** All share the one mapping of the whole team ENG, as two of them would be ambiguous. */
async function saveMapping({ stores }: StrippedWorld, overrides?: Parameters<typeof aMapping>[0]): Promise<string> {
  const mapping = aMapping(overrides === undefined ? {} : { mappingId: systemIds.ulid(), ...overrides });
  await stores.buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker: mapping.tracker, limit: 100 });
  await stores.mappings.save(mapping);
  return mapping.mappingId;
}

/** A mapping on the seeded project of Jira. */
async function saveJiraMapping({ stores }: StrippedWorld): Promise<string> {
  const { jql, repoFieldValue } = SEEDED_JIRA_MAPPING;
  const mapping = aMapping({ mappingId: systemIds.ulid(), tracker: 'jira', jql, repoFieldValue });
  await stores.buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker: 'jira', limit: 100 });
  await stores.mappings.save(mapping);
  return mapping.mappingId;
}

/** A run that stands, with its context, slot and dispatch record. */
async function standingRun({ stores }: StrippedWorld, overrides: Partial<Run>): Promise<Run> {
  const run = aRun({ runId: systemIds.ulid(), reservedAt: now(), workflowRunId: '1', ...overrides });
  await stores.buckets.saveLimit({ bucketId: run.bucketId, tracker: 'linear', limit: 100 });
  await stores.buckets.claimSlot({ ...run, claimId: run.claimId ?? '', at: run.reservedAt });
  await stores.dispatchRecords.claim({ ...run, at: run.reservedAt });
  await stores.runs.putContext(run.runId, aRunContext({ runId: run.runId }));
  await stores.runs.reserve(run);
  return run;
}

async function pollTickets(world: StrippedWorld): Promise<void> {
  const { stores, laptop } = world;
  await saveMapping(world);
  markedTicket(world, 'A fresh one');
  const shown = { status: 'implementation_failed', shownStage: 'implementation_failed', shownAt: hoursAgo(1) } as const;
  const failed = markedTicket(world, 'Failed and marked again');
  await stores.tickets.write(aTicketRecord({ ...failed, ...shown }));
  const run = await standingRun(world, failed);
  await stores.dispatchRecords.release(run, run.runId, now());
  // The dispatch record of this one has expired: the refused write reads what stands.
  await stores.tickets.write(aTicketRecord({ ...markedTicket(world, 'Failed long ago'), ...shown }));
  await stores.tickets.write(aTicketRecord({ ticketId: 'unmarked', updatedAt: hoursAgo(1) }));
  const approved = markedTicket(world, 'Its plan is approved');
  for (const label of ['Plan-Complete', 'Plan-Approved']) world.linear.addLabel(approved.key, label);
  await stores.tickets.write(anAwaitingRecord({ ...approved, shownAt: hoursAgo(1) }));
  await laptop.invoke('poll-tickets', {});
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
  await stores.runs.putReport(reported.runId, { report: aReport(), receivedAt: now() });
  await lifecycle.send({ type: 'RunReported', ...reported });
  const running = await standingRun(world, { ...markedTicket(world, 'Runs on'), status: 'running' });
  await lifecycle.send({ type: 'TimerDue', timer: { kind: 'check-run', dueAt: now(), ...running } });
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
  await world.sessions.create({ hash: secretKeys.hash('secret'), expiresAt: plus(now(), HOUR_MS) });
  const headers = { origin: world.laptop.url, cookie: 'ai_implement_session=secret' };
  await post(world, `/api/mappings/${mappingId}/sync`, {}, headers);
}

async function useAdmin(world: StrippedWorld): Promise<void> {
  const { laptop, stores, secrets, linear } = world;
  const mappingId = await saveMapping(world, { teamKey: 'OPS', name: 'Operations' });
  const run = await standingRun(world, { ticketId: 'runs', status: 'running' });
  const failed = { ticketId: linear.idOf('OPS-1'), key: 'OPS-1', status: 'implementation_failed', mappingId } as const;
  await stores.tickets.write(aTicketRecord(failed));
  const planned = { ticketId: linear.idOf('OPS-2'), key: 'OPS-2', mappingId } as const;
  const said = { title: 'Alert on a full disk', description: '' };
  const plan = aPlan({ ticketHash: systemIds.hashOf(ticketText(said)), keys: [] });
  await stores.tickets.write(anAwaitingRecord({ ...planned, plan }));
  const letter = { MessageBody: JSON.stringify(aCandidate({ mappingId: 'deleted' })) };
  await laptop.sqs.send(new SendMessageCommand({ ...letter, QueueUrl: laptop.queueUrl('candidates-dead-letters') }));
  const fifo = {
    MessageGroupId: 'a',
    MessageDeduplicationId: 'a',
    QueueUrl: laptop.queueUrl('lifecycle-dead-letters.fifo'),
  };
  await laptop.sqs.send(new SendMessageCommand({ MessageBody: JSON.stringify({ type: 'RunEnded', ...run }), ...fifo }));
  const admin = await signedIn(laptop.url, secrets.accessCode);
  await admin.call('POST', '/api/mappings', { name: 'Site', teamKey: 'WEB', owner: 'acme', repo: 'site' });
  await admin.call('POST', `/api/mappings/${mappingId}/pause`);
  await admin.call('GET', `/api/mappings/${await saveJiraMapping(world)}/tracker`);
  for (const path of ['overview', `runs/${run.runId}`, 'audit']) await admin.call('GET', `/api/${path}`);
  await admin.call('POST', `/api/tickets/linear/${failed.ticketId}/retry`);
  const planPath = `/api/tickets/linear/${planned.ticketId}`;
  const { planHash } = (await admin.call('GET', `${planPath}/plan`)).body as { planHash?: string };
  await admin.call('POST', `${planPath}/approve-plan`, { planHash });
  await stopThings(world, admin, run.runId);
  await admin.call('DELETE', `/api/mappings/${mappingId}`);
  const replays = ['candidates', 'lifecycle'].map((queue) => admin.call('POST', `/api/dead-letters/${queue}/replay`));
  await Promise.all([admin.call('GET', '/api/dead-letters'), ...replays]);
  await admin.call('DELETE', '/api/session');
  await untilQuiet(world);
}
