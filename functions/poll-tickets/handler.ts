import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { bucketStore } from '../../shared/adapters/dynamodb/bucket-store.ts';
import { dispatchRecordStore } from '../../shared/adapters/dynamodb/dispatch-record-store.ts';
import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { settingsStore } from '../../shared/adapters/dynamodb/settings-store.ts';
import { ticketStore } from '../../shared/adapters/dynamodb/ticket-store.ts';
import { linearTracker } from '../../shared/adapters/linear/linear-tracker.ts';
import { candidateQueue } from '../../shared/adapters/sqs/candidate-queue.ts';
import { sqsClient } from '../../shared/adapters/sqs/sqs-client.ts';
import { readParameters } from '../../shared/adapters/ssm/read-parameters.ts';
import { PollTicketsEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { pollTickets } from './poll-tickets.ts';

const env = readEnv(PollTicketsEnv);
const secrets = await readParameters([env.LINEAR_API_KEY_PARAMETER]);
const client = documentClient();
const deps = {
  clock: systemClock,
  ids: systemIds,
  trackers: [linearTracker({ apiUrl: env.LINEAR_API_URL, apiKey: secrets[env.LINEAR_API_KEY_PARAMETER] })],
  mappings: mappingStore(client, env.TABLE_NAME),
  buckets: bucketStore(client, env.TABLE_NAME),
  dispatchRecords: dispatchRecordStore(client, env.TABLE_NAME),
  tickets: ticketStore(client, env.TABLE_NAME),
  settings: settingsStore(client, env.TABLE_NAME),
  candidates: candidateQueue(sqsClient(), env.CANDIDATES_QUEUE_URL),
  audit: auditLog(client, env.TABLE_NAME),
  isRetryByMarking: env.RETRY_BY_MARKING,
};

export const handler = scheduleHandler(() => pollTickets(deps));
