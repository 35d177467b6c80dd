import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { pullRequestStore } from '../../shared/adapters/dynamodb/pull-request-store.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParametersNow } from '../../shared/adapters/ssm/read-parameters.ts';
import { GithubWebhookEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { githubWebhookHandler } from '../../shared/runtime/github-webhook-handler.ts';
import { rotatedSecrets } from '../../shared/runtime/rotated-secrets.ts';
import { isSignedBody } from '../../shared/runtime/webhook-signature.ts';
import { receiveDelivery } from './receive-delivery.ts';
import { requireSignature } from './require-signature.ts';

const env = readEnv(GithubWebhookEnv);
const parameters = parameterClient();
const names = [env.GITHUB_WEBHOOK_SECRET_PARAMETER, env.PREVIOUS_GITHUB_WEBHOOK_SECRET_PARAMETER];
const signatures = {
  secrets: rotatedSecrets(() => readParametersNow(parameters, names), Date.now),
  isSigned: isSignedBody,
};
const deps = {
  pullRequests: pullRequestStore(documentClient(), env.TABLE_NAME),
  lifecycle: lifecycleQueue(queueClient(), env.LIFECYCLE_QUEUE_URL),
};

export const handler = githubWebhookHandler({
  requireSignature: (signed) => requireSignature(signatures, signed),
  receive: (delivery) => receiveDelivery(deps, delivery),
});
