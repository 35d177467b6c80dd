import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe } from 'vitest';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { sqsQueues } from './sqs-queues.ts';
import { workQueueContracts } from './work-queues.ts';

describe('the SQS queues on fauxqs', () => {
  let server: FauxqsServer;
  beforeAll(async () => {
    server = await startFauxqs({ port: 0, logger: false });
  });
  afterAll(() => server.stop());

  workQueueContracts(() =>
    sqsQueues(
      queueClient({
        endpoint: `http://127.0.0.1:${server.port}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        // The addresses that it hands out do not resolve everywhere.
        useQueueUrlAsEndpoint: false,
      }),
    ),
  );
});
