import { CommentTrigger, TRIGGER_BODY_LIMIT } from '../../shared/contract/comment-trigger.ts';
import { CommentTriggerEnv } from '../../shared/contract/env.ts';
import { OIDC_HEADER } from '../../shared/contract/runner.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { bodyText, parseBody } from '../../shared/runtime/http-request.ts';
import { workflowIdentity } from '../../shared/runtime/workflow-identity.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';
import { openMappings } from '../../shared/wiring/mapping-store.ts';
import { openPullRequestRecords } from '../../shared/wiring/pull-request-store.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { takeTrigger } from './take-trigger.ts';

const env = readEnv(CommentTriggerEnv);
const table = openTable(env);
const deps = {
  workflows: workflowIdentity({ issuer: env.GITHUB_OIDC_ISSUER, audience: env.PUBLIC_URL }),
  pullRequests: openPullRequestRecords(table),
  mappings: openMappings(table),
  lifecycle: openLifecycle(env),
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
