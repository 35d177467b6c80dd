import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';

const CONNECTION_TIMEOUT_MS = 2000;
const REQUEST_TIMEOUT_MS = 5000;

/** The client that reads parameters. What `where` leaves out comes from the SDK's own settings. */
export function parameterClient(where: Pick<SSMClientConfig, 'endpoint' | 'region' | 'credentials'> = {}): SSMClient {
  return new SSMClient({
    ...where,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without it the SDK only writes a warning.
      throwOnRequestTimeout: true,
    },
  });
}
