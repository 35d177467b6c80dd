import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { queueNameOfArn, REGION } from './aws/place.ts';
import { clientSettings } from './aws/principals.ts';
import { queueUrlAt } from './aws/queue-server.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';
import type { EventSourceMappingProperties } from './template/resource-schemas.ts';

export interface EventSource {
  /** Whether a message in flight was given up: it comes back by itself when its visibility time-out is over. */
  isAbandoned(messageId: string): boolean;
  stop(): Promise<void>;
}

export interface EventSourceOptions {
  mapping: EventSourceMappingProperties;
  target: LambdaFunction;
  awsEndpoint: string;
  /** Ids of messages that were in flight before the start; nobody works on them any more. */
  leftovers: readonly string[];
  /** Signs as the function: the permissions to receive and delete are the function's own. */
  accessKeyId: string;
  log(source: string, line: string): void;
}

/** How many pollers a mapping without `MaximumConcurrency` has. */
const DEFAULT_CONCURRENCY = 2;
const PAUSE_AFTER_ERROR_MS = 1000;
const LONG_POLL_SECONDS = 20;

/** The number of events of this mapping that may run at once. */
export function concurrencyOf(mapping: EventSourceMappingProperties): number {
  return mapping.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY;
}

/**
 * Delivers a queue to a function: each poller receives a batch, invokes the function and deletes what it finished.
 * What failed stays in flight and comes back by the queue's own visibility time-out.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { mapping, awsEndpoint, log } = options;
  const client = new SQSClient({ ...clientSettings(awsEndpoint, options.accessKeyId), maxAttempts: 1 });
  const queueUrl = queueUrlAt(awsEndpoint, queueNameOfArn(mapping.EventSourceArn));
  const stopping = new AbortController();
  const abandoned = new Set(options.leftovers);

  const deliver = async (messages: readonly Message[]) => {
    const open = new Set(messages.map(({ MessageId = '' }) => MessageId));
    for (const id of open) abandoned.delete(id);
    try {
      for (const { MessageId = '', ReceiptHandle } of await finishedOf(messages, options)) {
        await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
        open.delete(MessageId);
      }
    } catch (error) {
      log(nameOf(options), `not deleted: ${[...open].join(' ')}`);
      throw error;
    } finally {
      for (const id of open) abandoned.add(id);
    }
  };
  let hasAttributes = false;
  const step = async () => {
    // Lambda asks for them too, and does not poll a queue whose attributes it may not read.
    if (!hasAttributes) await readAttributes(client, queueUrl, stopping.signal);
    hasAttributes = true;
    const messages = await receive(client, queueUrl, mapping.BatchSize, stopping.signal);
    if (messages.length > 0) await deliver(messages);
  };
  const complain = async (error: unknown) => {
    if (stopping.signal.aborted) return;
    log(nameOf(options), describe(error));
    await delay(PAUSE_AFTER_ERROR_MS, undefined, { signal: stopping.signal }).catch(() => {});
  };
  const poll = async () => {
    while (!stopping.signal.aborted) await step().catch(complain);
  };
  const pollers = Array.from({ length: concurrencyOf(mapping) }, poll);
  return {
    isAbandoned: (messageId) => abandoned.has(messageId),
    async stop() {
      stopping.abort();
      await Promise.all(pollers);
      client.destroy();
    },
  };
}

const nameOf = ({ target }: EventSourceOptions) => `event-source:${target.settings.shortName}`;

async function readAttributes(client: SQSClient, queueUrl: string, abortSignal: AbortSignal): Promise<void> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['VisibilityTimeout'] });
  await client.send(command, { abortSignal });
}

async function receive(client: SQSClient, queueUrl: string, batchSize: number, abortSignal: AbortSignal) {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batchSize,
    WaitTimeSeconds: LONG_POLL_SECONDS,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await client.send(command, { abortSignal });
  return Messages;
}

/** Invokes the function and answers the messages that are done with. */
async function finishedOf(messages: readonly Message[], options: EventSourceOptions): Promise<readonly Message[]> {
  const { mapping, target, log } = options;
  const ids = messages.map(({ MessageId }) => MessageId);
  const records = messages.map((message) => recordOf(message, mapping.EventSourceArn));
  try {
    const result = await target.invoke({ Records: records });
    if (!mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures')) return messages;
    return withoutFailures(messages, result);
  } catch (error) {
    // Whatever ended the process, all of its batch comes again.
    log(nameOf(options), `${describe(error)} not finished: ${ids.join(' ')}`);
    return [];
  }
}

/** An answer that names an unknown message makes the whole batch fail, as on AWS. */
function withoutFailures(messages: readonly Message[], result: unknown): readonly Message[] {
  const { batchItemFailures } = (result ?? {}) as { batchItemFailures?: { itemIdentifier?: string }[] };
  const failed = new Set((batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  if (![...failed].every((id) => known.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}

function recordOf(message: Message, eventSourceARN: string) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
