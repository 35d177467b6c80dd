import { putWebhook, seeWebhook } from '../../../../shared/adapters/linear/put-webhook.ts';
import type { SecretValues } from '../target.ts';
import { drawnSecret } from './make-own.ts';
import type { SetupDeps } from './setup-deps.ts';

const PAGE = 'https://linear.app/settings/api';

/**
 * Has Linear's webhook made where the API key may, once the deployment has an address. Its secret is stored before there is a webhook that
 * signs by it, so that no delivery is refused for that.
 */
export async function offerLinearWebhook(
  { target, vault, terminal }: Pick<SetupDeps, 'target' | 'vault' | 'terminal'>,
  known: SecretValues,
): Promise<void> {
  const { linearApiKey: key, linearWebhookSecret } = known;
  if (target.linearApiUrl === '' || key === undefined) return;
  if (target.publicUrl === undefined) {
    return terminal.say("Linear's webhook has nowhere to lead to yet: start setup again once this is deployed.");
  }
  const url = `${target.publicUrl}/linear/webhook`;
  const { timeoutMs } = target;
  const linear = {
    apiUrl: target.linearApiUrl,
    apiKey: async () => key,
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  const seen = await seeWebhook(linear, { url, secret: linearWebhookSecret });
  if (seen === 'fits') return terminal.say(`Linear's webhook leads to ${url}.`);
  if (seen !== 'lacking') return terminal.say(hindrance(seen, url, linearWebhookSecret));
  if (!(await terminal.confirm(`Let setup make Linear's webhook to ${url} now?`))) return;
  const secret = linearWebhookSecret ?? drawnSecret();
  if (linearWebhookSecret === undefined) await vault.write('linearWebhookSecret', secret);
  known.linearWebhookSecret = secret;
  const put = await putWebhook(linear, { url, secret });
  if (typeof put === 'string') return terminal.say(`Linear's webhook to ${url} is ${put}.`);
  // Linear draws the secret of one that is made by hand. One whose making was not answered may be there, and sign by ours.
  if (linearWebhookSecret === undefined && put.hindered !== 'unanswered') {
    await vault.remove('linearWebhookSecret');
    delete known.linearWebhookSecret;
  }
  terminal.say(hindrance(put, url, known.linearWebhookSecret));
}

type Hindered = Exclude<Awaited<ReturnType<typeof putWebhook>>, string>;

/** `secret`: of ours, where there is one: it need not be that of a webhook which is there. */
function hindrance(hindered: Hindered, url: string, secret: string | undefined): string {
  const byHand = `An admin of the workspace makes it at ${PAGE}, under Webhooks: URL ${url}, all public teams, of the data change events Issues alone; ${secret === undefined ? 'its signing secret is asked for next' : 'where its signing secret is not the one that is stored, `npm run setup -- STAGE --rotate linear-webhook-secret` takes it'}.`;
  if (hindered.hindered === 'forbidden')
    return `Linear's webhook: the account of this API key does not administer the workspace. ${byHand}`;
  return `Linear's webhook was not made (${hindered.why}). Start setup again, or make it by hand. ${byHand}`;
}
