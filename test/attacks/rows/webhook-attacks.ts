import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { DeliveryAnswer } from '../../../shared/contract/webhook-payloads.ts';
import { githubWebhookHandler } from '../../../shared/runtime/github-webhook-handler.ts';
import { requireSignature, type SignatureDeps } from '../../../shared/runtime/require-signature.ts';
import { rotatedSecrets } from '../../../shared/runtime/rotated-secrets.ts';
import { trackerWebhookHandler } from '../../../shared/runtime/tracker-webhook-handler.ts';
import { isSignedBody } from '../../../shared/runtime/webhook-signature.ts';
import { openTrackerDeliveries } from '../../../shared/wiring/tracker-deliveries.ts';
import type { Attack, AttackRows, Defence } from '../attack.ts';

// Somebody who knows the public addresses of our webhooks, and not their secrets.

const SIGNED: Defence = {
  name: 'deliveries are signed with the secret of their webhook',
  file: 'shared/runtime/require-signature.ts',
  text: "throw new AppError('bad_signature', 'the body was not signed with the secret of the webhook');",
  instead: '',
};
const SIGNATURE = `sha256=${'0'.repeat(64)}`;

/** Posts a delivery that nobody signed, to a handler that counts what it receives; answers whether that is nothing. */
async function isUnheard(route: string, headers: Record<string, string>, mount: Mount): Promise<boolean> {
  let received = 0;
  const secrets = rotatedSecrets(async () => ['the secret'], Date.now);
  const handler = mount({
    signedBy: (isSigned) => (signed) => requireSignature({ secrets, isSigned }, signed),
    async receive() {
      received += 1;
      return { status: 'ignored', reason: 'type_not_followed' };
    },
  });
  const requestContext = { requestId: 'request-1' } as APIGatewayProxyEventV2['requestContext'];
  const event = { version: '2.0', routeKey: route, rawPath: route.split(' ')[1] ?? '', rawQueryString: '' };
  const request = { headers: { 'content-type': 'application/json', ...headers }, body: '{"canary":1}' };
  const { statusCode } = await handler({ ...event, ...request, isBase64Encoded: false, requestContext }, {} as Context);
  if (statusCode >= 500) throw new Error(`it was answered ${statusCode}`);
  return received === 0;
}

interface Webhook {
  signedBy(
    isSigned: SignatureDeps['isSigned'],
  ): (signed: { text: string; signature: string | undefined }) => Promise<void>;
  receive(): Promise<DeliveryAnswer>;
}
type Mount = (webhook: Webhook) => ReturnType<typeof githubWebhookHandler>;

const ofTracker =
  (name: 'linear' | 'jira'): Mount =>
  ({ signedBy, receive }) => {
    const { signatureHeader, isSigned } = openTrackerDeliveries()[name];
    return trackerWebhookHandler({
      [`POST /${name}/webhook`]: { signatureHeader, requireSignature: signedBy(isSigned), receive },
    });
  };
const ofGithub: Mount = ({ signedBy, receive }) =>
  githubWebhookHandler({ requireSignature: signedBy(isSignedBody), receive });

const ROWS: readonly Attack[] = [
  {
    name: 'a delivery of GitHub is forged',
    asset: 'requests to GitHub, of which there are so many an hour',
    wayIn: 'the public address of the webhook of GitHub',
    defence: SIGNED,
    isHeld: () => {
      const about = { 'x-github-event': 'pull_request', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' };
      return isUnheard('POST /github/webhook', { ...about, 'x-hub-signature-256': SIGNATURE }, ofGithub);
    },
  },
  {
    name: 'a delivery of Linear is forged',
    asset: 'requests to trackers, of which there are so many an hour',
    wayIn: 'the public address of the webhook of Linear',
    defence: SIGNED,
    isHeld: () => isUnheard('POST /linear/webhook', { 'linear-signature': '0'.repeat(64) }, ofTracker('linear')),
  },
  {
    name: 'a delivery of Jira is forged',
    asset: 'requests to trackers, of which there are so many an hour',
    wayIn: 'the public address of the webhook of Jira',
    defence: SIGNED,
    isHeld: () => isUnheard('POST /jira/webhook', { 'x-hub-signature': SIGNATURE }, ofTracker('jira')),
  },
];

export const ATTACKS: AttackRows = { about: 'Webhooks', rows: ROWS };
