import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { AppError, RepositoryRefusal, ServiceRefusal, ServiceUnavailable } from '../domain/errors.ts';
import { aboutMessage, log, logAbout, nowAbout, tellOperator } from './log.ts';

/** Keeps why a message failed, for whoever finds it among the dead letters. */
type NoteFailure = (body: string, reason: string) => Promise<void>;

/** `isOver` is true once the message's own time has passed: it has failed then, and may have no effect any more. */
type Consume<Message> = (message: Message, isOver: () => boolean) => Promise<unknown>;

interface BatchLimits {
  /** How long one message may take. */
  messageMs: number;
  /** So long after a batch began no further message of a group is begun: it needs its own time within the function's. */
  groupMs: number;
}

/** A message that waited for so long was left alone by its consumer, which works slowly or did not work. */
const LATE_MS = 15 * 60_000;

const LIMITS: BatchLimits = { messageMs: 40_000, groupMs: 75_000 };

/**
 * Mounts a use case on a queue. The messages of a batch are worked on side by side, each with a time of its own, and fail one by one; those of one
 * group (FIFO) in their order, and with the first that fails the rest of its group comes again. A message that does not parse is an
 * error, so that it reaches the dead-letter queue instead of being lost. Why a message failed is kept; that this fails too is only logged.
 */
export function queueHandler<Schema extends z.ZodType>(
  schema: Schema,
  consume: Consume<z.infer<Schema>>,
  noteFailure: NoteFailure,
  { messageMs, groupMs }: BatchLimits = LIMITS,
) {
  const work = async (record: SQSRecord) => {
    const limit = timeLimit(messageMs);
    try {
      const message = schema.parse(JSON.parse(record.body));
      nowAbout(aboutMessage(message));
      if (Date.now() - Number(record.attributes?.SentTimestamp) >= LATE_MS)
        tellOperator('a message waited for 15 minutes');
      const outcome = await Promise.race([consume(message, limit.isOver), limit.over]);
      log.info('message consumed', { outcome });
    } finally {
      limit.cancel();
    }
  };
  return middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async ({ Records: records }) => {
    const beganAt = performance.now();
    const mayBegin = () => performance.now() - beganAt < groupMs;
    const groups = [...Map.groupBy(records, groupOf).values()];
    const failed = await Promise.all(groups.map((group) => failedOf(group, { work, noteFailure, mayBegin })));
    return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
}

/** On a standard queue each message is a group of its own. */
function groupOf({ messageId, attributes }: SQSRecord): string {
  return attributes?.MessageGroupId ?? messageId;
}

interface GroupWork {
  work(record: SQSRecord): Promise<void>;
  noteFailure: NoteFailure;
  /** Whether another message may be begun. */
  mayBegin(): boolean;
}

/** Those of one group that are to come again. */
async function failedOf(group: readonly SQSRecord[], { work, noteFailure, mayBegin }: GroupWork): Promise<SQSRecord[]> {
  for (const [index, record] of group.entries()) {
    if (index > 0 && !mayBegin()) return group.slice(index);
    const isDone = await logAbout({ messageId: record.messageId }, () => isWorkedOn(record, work, noteFailure));
    if (!isDone) return group.slice(index);
  }
  return [];
}

/** Whether its work was done; else it is noted why not. */
async function isWorkedOn(record: SQSRecord, work: GroupWork['work'], noteFailure: NoteFailure): Promise<boolean> {
  try {
    await work(record);
    return true;
  } catch (error) {
    log.error('message failed', { error: error as Error });
    await noteFailure(record.body, reasonOf(error)).catch((failure: unknown) =>
      log.error('failure not noted', { error: failure as Error }),
    );
    return false;
  }
}

/** A message that took all of its time; said in our own words. */
class TookTooLong extends Error {
  constructor(ms: number) {
    super(`it took longer than ${ms / 1000} s`);
    this.name = 'TookTooLong';
  }
}

function timeLimit(ms: number) {
  let isOver = false;
  const { promise: over, reject } = Promise.withResolvers<never>();
  over.catch(() => {});
  const timer = setTimeout(() => {
    isOver = true;
    reject(new TookTooLong(ms));
  }, ms);
  return { over, isOver: () => isOver, cancel: () => clearTimeout(timer) };
}

const TOLD = [AppError, RepositoryRefusal, ServiceRefusal, ServiceUnavailable, TookTooLong];

/** Of errors that nobody foresaw the kind alone is told: their messages may hold anything. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'what was thrown is no error';
  return TOLD.some((kind) => error instanceof kind) ? error.message : `it failed unforeseen (${error.name})`;
}
