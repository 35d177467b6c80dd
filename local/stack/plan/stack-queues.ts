import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueNameOfArn } from '../aws/place.ts';
import type { ResolvedStack, Resource } from '../template/resolved-stack.ts';
import { QueueProperties } from '../template/resource-schemas.ts';

export interface StackQueue {
  shortName: string;
  name: string;
  url: string;
  arn: string;
  /** Whether another queue puts its dead letters here. */
  isDeadLetterQueue: boolean;
  properties: QueueProperties;
}

/** Reads the queues, and refuses dead-letter queues that SQS would refuse but the embedded one accepts. */
export function readQueues(stack: ResolvedStack): StackQueue[] {
  const resources = stack.all('AWS::SQS::Queue', QueueProperties);
  const byArn = new Map(resources.map((resource) => [resource.identity.attributes.Arn ?? '', resource]));
  for (const resource of resources) checkRedrive(resource, byArn);
  const deadLetterArns = new Set(resources.map(({ properties }) => properties.RedrivePolicy?.deadLetterTargetArn));
  return resources.map(({ shortName, identity, properties }) => {
    const arn = identity.attributes.Arn ?? '';
    const isDeadLetterQueue = deadLetterArns.has(arn);
    return { shortName, name: queueNameOfArn(arn), url: identity.ref, arn, isDeadLetterQueue, properties };
  });
}

function checkRedrive(
  { shortName, properties }: Resource<QueueProperties>,
  byArn: ReadonlyMap<string, Resource<QueueProperties>>,
): void {
  if (properties.RedrivePolicy === undefined) return;
  const target = byArn.get(properties.RedrivePolicy.deadLetterTargetArn);
  if (!target) throw new Error(`the dead-letter queue of ${shortName} is not in the template`);
  if (Boolean(target.properties.FifoQueue) !== Boolean(properties.FifoQueue)) {
    throw new Error(`${shortName} and its dead-letter queue must both be FIFO or both standard`);
  }
}

/**
 * Creates a queue, or gives one kept from an earlier run the template's attributes.
 * @param visibilityTimeoutSeconds replaces the template's, for queues that redeliver; tests want it short
 */
export async function createQueue(
  queue: StackQueue,
  client: SQSClient,
  visibilityTimeoutSeconds: number | undefined,
): Promise<void> {
  const Attributes = attributesOf(queue, visibilityTimeoutSeconds);
  try {
    await client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'QueueNameExists')) throw error;
    const { FifoQueue, ...changeable } = Attributes;
    await client.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: changeable }));
  }
}

function attributesOf(queue: StackQueue, visibilityTimeoutSeconds: number | undefined): Record<string, string> {
  const { QueueName, SqsManagedSseEnabled, Tags, ...attributes } = queue.properties;
  if (visibilityTimeoutSeconds !== undefined && attributes.RedrivePolicy) {
    attributes.VisibilityTimeout = visibilityTimeoutSeconds;
  }
  const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, asText(value)]));
}
