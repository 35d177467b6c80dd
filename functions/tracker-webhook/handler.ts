import { TrackerWebhookEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { systemClock, systemIds } from '../../shared/runtime/identities.ts';
import { requireSignature } from '../../shared/runtime/require-signature.ts';
import { rotatedSecrets } from '../../shared/runtime/rotated-secrets.ts';
import { trackerWebhookHandler } from '../../shared/runtime/tracker-webhook-handler.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';
import { openSecretsNow } from '../../shared/wiring/secrets-now.ts';
import { openTrackerDeliveries } from '../../shared/wiring/tracker-deliveries.ts';
import { receiveNotice } from './receive-notice.ts';

const env = readEnv(TrackerWebhookEnv);
const lifecycle = openLifecycle(env);
const trackers = openTrackerDeliveries();

function webhookOf(name: keyof typeof trackers, ...parameters: string[]) {
  const deliveries = trackers[name];
  const secrets = rotatedSecrets(openSecretsNow(...parameters), Date.now);
  const deps = { deliveries, lifecycle, clock: systemClock, ids: systemIds };
  return {
    signatureHeader: deliveries.signatureHeader,
    requireSignature: (signed: Parameters<typeof requireSignature>[1]) =>
      requireSignature({ secrets, isSigned: deliveries.isSigned }, signed),
    receive: (delivery: Parameters<typeof receiveNotice>[1]) => receiveNotice(deps, delivery),
  };
}

const linear = [env.LINEAR_WEBHOOK_SECRET_PARAMETER, env.PREVIOUS_LINEAR_WEBHOOK_SECRET_PARAMETER];
const jira = [env.JIRA_WEBHOOK_SECRET_PARAMETER, env.PREVIOUS_JIRA_WEBHOOK_SECRET_PARAMETER];

export const handler = trackerWebhookHandler({
  'POST /linear/webhook': webhookOf('linear', ...linear),
  'POST /jira/webhook': webhookOf('jira', ...jira),
});
