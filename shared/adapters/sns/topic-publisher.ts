import { PublishCommand, SNSClient, type SNSClientConfig, SNSServiceException } from '@aws-sdk/client-sns';
import type { TopicPublisher } from '../../ports/notifier.ts';
import { topicMessage } from './topic-message.ts';

/** What waits behind it waits no longer. */
const ANSWERS_IN_MS = 2000;

/**
 * Publishes to a topic of any region, once: what is not answered may have been taken, and nobody is told twice. Answers why it was not
 * taken, without anything that AWS says of who may do what. What `where` leaves out comes from the SDK's own settings.
 */
export function topicPublisher(
  topicArn: string,
  where: Pick<SNSClientConfig, 'endpoint' | 'credentials'> = {},
): TopicPublisher {
  const [, , , region = ''] = topicArn.split(':');
  const client = new SNSClient({
    ...where,
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: ANSWERS_IN_MS, requestTimeout: ANSWERS_IN_MS, throwOnRequestTimeout: true },
  });
  return {
    async publish(notification) {
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, ...topicMessage(notification) }));
        return undefined;
      } catch (error) {
        return error instanceof SNSServiceException ? `it answered ${error.name}` : 'it was out of reach';
      }
    },
  };
}
