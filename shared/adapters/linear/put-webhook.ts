import * as z from 'zod';
import { ServiceRefusal, ServiceUnavailable } from '../../domain/errors.ts';
import { type LinearOptions, linearRequests, type Operation } from './requests.ts';

/** The webhook that deliveries are to come by. */
export interface WantedWebhook {
  url: string;
  /** With which Linear signs. */
  secret: string;
}

const Webhook = z.object({
  id: z.string(),
  url: z.string().nullable(),
  secret: z.string().nullable(),
  enabled: z.boolean(),
  resourceTypes: z.array(z.string()),
});
const Listed = z.object({ webhooks: z.object({ nodes: z.array(Webhook) }) });
const LIST: Operation<z.infer<typeof Listed>> = {
  name: 'Webhooks',
  document: 'query Webhooks { webhooks(first: 250) { nodes { id url secret enabled resourceTypes } } }',
  answer: Listed,
};
const Done = z.object({ done: z.object({ success: z.literal(true) }) });
const CREATE: Operation<z.infer<typeof Done>> = {
  name: 'WebhookCreate',
  document: 'mutation WebhookCreate($input: WebhookCreateInput!) { done: webhookCreate(input: $input) { success } }',
  answer: Done,
};
const UPDATE: Operation<z.infer<typeof Done>> = {
  name: 'WebhookUpdate',
  document:
    'mutation WebhookUpdate($id: String!, $input: WebhookUpdateInput!) { done: webhookUpdate(id: $id, input: $input) { success } }',
  answer: Done,
};

/** What Linear says no to: `forbidden` to whoever does not administer the workspace. */
type Hindered = { hindered: 'forbidden' } | { hindered: 'refused' | 'unanswered'; why: string };

/** Whether the webhook stands as it is wanted; without a secret of ours, whether one stands at all is not enough. */
export async function seeWebhook(
  options: LinearOptions,
  wanted: Pick<WantedWebhook, 'url'> & { secret: string | undefined },
): Promise<'fits' | 'lacking' | Hindered> {
  return hinderedOr(async () => {
    const standing = await find(options, wanted.url);
    return standing !== undefined && wanted.secret !== undefined && fits(standing, wanted.secret) ? 'fits' : 'lacking';
  });
}

/**
 * Makes the webhook for changes of issues in all public teams, or brings the one that leads there in line; which teams that one is for
 * stays as it is. May be repeated: one whose making was not answered is found again.
 */
export async function putWebhook(
  options: LinearOptions,
  wanted: WantedWebhook,
): Promise<'made' | 'renewed' | Hindered> {
  return hinderedOr(async () => {
    if (await renew(options, wanted)) return 'renewed';
    const { url, secret } = wanted;
    const input = { url, secret, label: 'AI-Implement', resourceTypes: ['Issue'], allPublicTeams: true };
    try {
      await linearRequests(options).send(CREATE, { input });
    } catch (error) {
      const isUnknown = error instanceof ServiceUnavailable && error.reason === 'outage';
      if (!isUnknown || (await find(options, url)) === undefined) throw error;
    }
    return 'made';
  });
}

async function renew(options: LinearOptions, { url, secret }: WantedWebhook): Promise<boolean> {
  const standing = await find(options, url);
  if (standing === undefined) return false;
  const resourceTypes = [...new Set([...standing.resourceTypes, 'Issue'])];
  await linearRequests(options).send(UPDATE, { id: standing.id, input: { secret, resourceTypes, enabled: true } });
  return true;
}

async function find(options: LinearOptions, url: string): Promise<z.infer<typeof Webhook> | undefined> {
  const { webhooks } = await linearRequests(options).send(LIST, {});
  return webhooks.nodes.find((webhook) => webhook.url === url);
}

function fits({ secret, enabled, resourceTypes }: z.infer<typeof Webhook>, wanted: string): boolean {
  return secret === wanted && enabled && resourceTypes.includes('Issue');
}

async function hinderedOr<Outcome>(ask: () => Promise<Outcome>): Promise<Outcome | Hindered> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServiceRefusal) {
      return error.message.includes('FORBIDDEN')
        ? { hindered: 'forbidden' }
        : { hindered: 'refused', why: error.message };
    }
    if (error instanceof ServiceUnavailable) return { hindered: 'unanswered', why: error.message };
    throw error;
  }
}
