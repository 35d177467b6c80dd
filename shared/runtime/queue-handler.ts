import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { log } from './log.ts';

/**
 * Mounts a use case on a queue whose batches hold one message. A message that does not parse is an error, so that it
 * reaches the dead-letter queue instead of being lost.
 */
export function queueHandler<Schema extends z.ZodType>(
  schema: Schema,
  consume: (message: z.infer<Schema>) => Promise<unknown>,
) {
  return middy<SQSEvent, void, Error, Context>()
    .handler(async (event) => {
      const [record, ...surplus] = event.Records;
      if (record === undefined || surplus.length > 0)
        throw new Error(`a batch of ${event.Records.length} messages instead of 1`);
      const message = schema.parse(JSON.parse(record.body));
      log.info('message consumed', { messageId: record.messageId, outcome: await consume(message) });
    })
    .onError((request) => {
      log.error('message failed', {
        messageId: request.event.Records[0]?.messageId,
        error: request.error ?? undefined,
      });
      throw request.error;
    });
}
