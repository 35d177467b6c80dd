import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { systemClock, systemIds } from '../../../shared/runtime/identities.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import type { AdminClient } from '../admin-client.ts';
import type { StrippedWorld } from './stripped-world.ts';

/** What is in flight and what is due is cancelled, all is stopped, and that is undone. */
export async function stopThings(world: StrippedWorld, admin: AdminClient, runId: string): Promise<void> {
  const reason = { reason: 'not wanted' };
  await admin.call('POST', `/api/runs/${runId}/cancel`, reason);
  const mappingId = 'mapping of what is due';
  const work = { runId: systemIds.ulid(), phase: 'implementation', mappingId, attempt: 2 } as const;
  const next = { ...work, bucketId: 'linear#WEB', notBefore: plus(systemClock.now(), HOUR_MS) };
  await world.stores.tickets.write(aTicketRecord({ ticketId: 'due', status: 'implementing', mappingId, next }));
  await world.stores.pullRequests.write(aPullRequestRecord({ number: 4001, ticketId: 'due', mappingId }));
  await admin.call('POST', '/api/tickets/linear/due/cancel', reason);
  await admin.call('POST', '/api/stop', reason);
  await admin.call('DELETE', '/api/stop');
}

/** Its consumer cannot read it, and keeps why. */
export async function sendUnreadable({ laptop }: StrippedWorld, queue: 'candidates' | 'lifecycle'): Promise<void> {
  const fifo = queue === 'lifecycle' && { MessageGroupId: 'odd', MessageDeduplicationId: systemIds.ulid() };
  const QueueUrl = laptop.queueUrl(queue === 'lifecycle' ? 'lifecycle.fifo' : 'candidates');
  await laptop.sqs.send(new SendMessageCommand({ MessageBody: '{}', QueueUrl, ...fifo }));
}
