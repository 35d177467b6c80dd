import { documentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { mappingStore } from '../../shared/adapters/dynamodb/mapping-store.ts';
import { pullRequestStore } from '../../shared/adapters/dynamodb/pull-request-store.ts';
import { lifecycleQueue } from '../../shared/adapters/sqs/lifecycle-queue.ts';
import { queueClient } from '../../shared/adapters/sqs/queue-client.ts';
import { CommentTrigger, TRIGGER_BODY_LIMIT } from '../../shared/contract/comment-trigger.ts';
import { CommentTriggerEnv } from '../../shared/contract/env.ts';
import { OIDC_HEADER } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { workflowIdentity } from '../../shared/runtime/workflow-identity.ts';
import { takeTrigger } from './take-trigger.ts';

const env = readEnv(CommentTriggerEnv);
const client = documentClient();
const deps = {
  workflows: workflowIdentity({ issuer: env.GITHUB_OIDC_ISSUER, audience: env.PUBLIC_URL }),
  pullRequests: pullRequestStore(client, env.TABLE_NAME),
  mappings: mappingStore(client, env.TABLE_NAME),
  lifecycle: lifecycleQueue(queueClient(), env.LIFECYCLE_QUEUE_URL),
};

export const handler = httpHandler(
  {
    'POST /trigger/gap-fill': async (event) => {
      const trigger = parseBody(bodyText(event, TRIGGER_BODY_LIMIT), CommentTrigger);
      return takeTrigger(deps, { trigger, oidcToken: event.headers[OIDC_HEADER] });
    },
  },
  { status: 202 },
);
