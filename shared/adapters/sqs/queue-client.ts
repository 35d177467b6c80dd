import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

const CONNECTION_TIMEOUT_MS = 2000;
/** Longer than the longest wait for a message that we ask for. */
const REQUEST_TIMEOUT_MS = 5000;

/** The client that all queues of a function share. What `where` leaves out comes from the SDK's own settings. */
export function queueClient(
  where: Pick<SQSClientConfig, 'endpoint' | 'region' | 'credentials' | 'useQueueUrlAsEndpoint'> = {},
): SQSClient {
  return new SQSClient({
    ...where,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without it the SDK only writes a warning.
      throwOnRequestTimeout: true,
    },
  });
}
