import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { ticketText } from '../../../shared/domain/plan.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { systemIds } from '../../../shared/runtime/identities.ts';
import { SEEDED_MAPPINGS } from '../../../simulators/seed/seed.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { type AdminClient, signedIn } from '../admin-client.ts';
import { type StrippedWorld, untilQuiet } from './stripped-world.ts';
import { saveJiraMapping, saveMapping, standingRun } from './what-work-needs.ts';
import { raiseBudget } from './work-of-budgets.ts';
import { stopThings } from './work-of-stops.ts';

/** A morning of whoever looks after the system, with a code mistyped at first. */
export async function useAdmin(world: StrippedWorld): Promise<void> {
  const { laptop, stores, secrets, linear } = world;
  const mappingId = await saveMapping(world, { teamKey: 'OPS', name: 'Operations' });
  const run = await standingRun(world, { ticketId: 'runs', status: 'running' });
  const failed = { ticketId: linear.idOf('OPS-1'), key: 'OPS-1', status: 'implementation_failed', mappingId } as const;
  await stores.tickets.write(aTicketRecord(failed));
  await sendDeadLetters(world, run);
  await signedIn(laptop.url, 'mistyped');
  const admin = await signedIn(laptop.url, secrets.accessCode);
  await admin.call('POST', '/api/mappings', { ...SEEDED_MAPPINGS[0], maxInProgress: 50 });
  await admin.call('POST', `/api/mappings/${mappingId}/pause`);
  await admin.call('GET', `/api/mappings/${await saveJiraMapping(world)}/tracker`);
  await approvePlan(world, admin, mappingId);
  for (const path of ['overview', `runs/${run.runId}`, 'audit', 'blocked']) await admin.call('GET', `/api/${path}`);
  await admin.call('POST', `/api/tickets/linear/${failed.ticketId}/retry`);
  await stopThings(world, admin, run.runId);
  await raiseBudget(world, admin, { ...run, mappingId });
  const pull = aPullRequestRecord({ number: 4002, ticketId: 'shown' });
  await stores.pullRequests.write(pull);
  const findings = `/${pull.owner}/${pull.repo}/${pull.number}/findings`;
  for (const path of ['', findings]) await admin.call('GET', `/api/pull-requests${path}`);
  await admin.call('DELETE', `/api/mappings/${mappingId}`, { reason: 'not wanted' });
  await admin.call('GET', '/api/dead-letters');
  const replays = ['candidates', 'lifecycle'].map((queue) => admin.call('POST', `/api/dead-letters/${queue}/replay`));
  await Promise.all(replays);
  await useToken(world, admin);
  await admin.call('DELETE', '/api/session');
  await untilQuiet(world);
}

/** Makes a token, reads with it, and revokes it. */
async function useToken({ laptop }: StrippedWorld, admin: AdminClient): Promise<void> {
  const made = await admin.call('POST', '/api/access/tokens', { name: 'reader', role: 'viewer', days: 1 });
  const { token, access } = made.body as { token?: string; access?: { accessId: string } };
  await fetch(`${laptop.url}/api/audit`, { headers: { authorization: `Bearer ${token}` } });
  await admin.call('GET', '/api/access');
  await admin.call('DELETE', `/api/access/${access?.accessId}`, { reason: 'not needed' });
}

async function approvePlan({ stores, linear }: StrippedWorld, admin: AdminClient, mappingId: string): Promise<void> {
  const said = { title: 'Its plan waits', description: 'For a person.' };
  const key = linear.createIssue('OPS', said);
  const ticketId = linear.idOf(key);
  const plan = aPlan({ ticketHash: systemIds.hashOf(ticketText(said)), keys: [] });
  await stores.tickets.write(anAwaitingRecord({ ticketId, key, mappingId, plan }));
  const path = `/api/tickets/linear/${ticketId}`;
  const { planHash } = (await admin.call('GET', `${path}/plan`)).body as { planHash?: string };
  await admin.call('POST', `${path}/approve-plan`, { planHash });
}

/** One in each queue. */
async function sendDeadLetters({ laptop }: StrippedWorld, run: Run): Promise<void> {
  const letter = { MessageBody: JSON.stringify(aCandidate({ mappingId: 'deleted' })) };
  await laptop.sqs.send(new SendMessageCommand({ ...letter, QueueUrl: laptop.queueUrl('candidates-dead-letters') }));
  const fifo = {
    MessageGroupId: 'a',
    MessageDeduplicationId: 'a',
    QueueUrl: laptop.queueUrl('lifecycle-dead-letters.fifo'),
  };
  await laptop.sqs.send(new SendMessageCommand({ MessageBody: JSON.stringify({ type: 'RunEnded', ...run }), ...fifo }));
}
