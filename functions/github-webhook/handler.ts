import { GithubWebhookEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { githubWebhookHandler } from '../../shared/runtime/github-webhook-handler.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { requireSignature } from '../../shared/runtime/require-signature.ts';
import { rotatedSecrets } from '../../shared/runtime/rotated-secrets.ts';
import { isSignedBody } from '../../shared/runtime/webhook-signature.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';
import { openPullRequestRecords } from '../../shared/wiring/pull-request-store.ts';
import { openSecretsNow } from '../../shared/wiring/secrets-now.ts';
import { openTable } from '../../shared/wiring/table.ts';
import { keepingPulls } from './keeping-pulls.ts';
import { receiveDelivery } from './receive-delivery.ts';

const env = readEnv(GithubWebhookEnv);
const secrets = openSecretsNow(env.GITHUB_WEBHOOK_SECRET_PARAMETER, env.PREVIOUS_GITHUB_WEBHOOK_SECRET_PARAMETER);
const signatures = { secrets: rotatedSecrets(secrets, Date.now), isSigned: isSignedBody };
const deps = {
  pullRequests: keepingPulls(openPullRequestRecords(openTable(env))),
  lifecycle: openLifecycle(env),
  clock: systemClock,
};

export const handler = githubWebhookHandler({
  requireSignature: (signed) => requireSignature(signatures, signed),
  receive: (delivery) => receiveDelivery(deps, delivery),
});
