import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { AppError, RepositoryRefusal, ServiceRefusal, ServiceUnavailable } from '../domain/errors.ts';
import { log } from './log.ts';

/** Keeps why a message failed, for whoever finds it among the dead letters. */
type NoteFailure = (body: string, reason: string) => Promise<void>;

/**
 * Mounts a use case on a queue whose batches hold one message. A message that does not parse is an error, so that it
 * reaches the dead-letter queue instead of being lost. Why a message failed is kept; that this fails too is only logged.
 */
export function queueHandler<Schema extends z.ZodType>(
  schema: Schema,
  consume: (message: z.infer<Schema>) => Promise<unknown>,
  noteFailure: NoteFailure,
) {
  return middy<SQSEvent, void, Error, Context>()
    .handler(async (event) => {
      const [record, ...surplus] = event.Records;
      if (record === undefined || surplus.length > 0)
        throw new Error(`a batch of ${event.Records.length} messages instead of 1`);
      const message = schema.parse(JSON.parse(record.body));
      log.info('message consumed', { messageId: record.messageId, outcome: await consume(message) });
    })
    .onError(async (request) => {
      const [record] = request.event.Records;
      log.error('message failed', { messageId: record?.messageId, error: request.error ?? undefined });
      if (record !== undefined)
        await noteFailure(record.body, reasonOf(request.error)).catch((error: unknown) =>
          log.error('failure not noted', { messageId: record.messageId, error: error as Error }),
        );
      throw request.error;
    });
}

const TOLD = [AppError, RepositoryRefusal, ServiceRefusal, ServiceUnavailable];

/** Of errors that nobody foresaw the kind alone is told: their messages may hold anything. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'what was thrown is no error';
  return TOLD.some((kind) => error instanceof kind) ? error.message : `it failed unforeseen (${error.name})`;
}
