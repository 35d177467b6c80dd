import { randomUUID } from 'node:crypto';
import { connection, type PageArguments } from '../connection.ts';
import { forbidden, invalidInput, notSimulated } from '../refusals.ts';
import type { LinearState, WebhookRecord } from '../state.ts';

/** As many as the simulated workspace may have. */
export const MOST_WEBHOOKS = 5;
const SERVED = ['url', 'secret', 'label', 'resourceTypes', 'allPublicTeams', 'enabled'];

/** Webhooks as an administrator makes them; who is none may not even list them. */
export interface WebhookDesk {
  mayAdminister: boolean;
  query: Record<string, unknown>;
  mutation: Record<string, unknown>;
}

type WebhookInput = Partial<Omit<WebhookRecord, 'id' | 'createdAt'>>;

/** `pointTo`: where deliveries of issues go from then on, and with which secret they are signed. */
export function webhookDesk(
  state: LinearState,
  { now, pointTo }: { now: () => number; pointTo(url: string, secret: string): void },
): WebhookDesk {
  const desk: WebhookDesk = {
    mayAdminister: false,
    query: {
      webhooks: (args: PageArguments) => {
        requireAdministrator(desk);
        return connection(all(), args);
      },
    },
    mutation: {
      webhookCreate: ({ input }: { input: WebhookInput }) => {
        requireAdministrator(desk);
        onlyServed(input);
        if (all().length >= MOST_WEBHOOKS) throw invalidInput('The workspace has as many webhooks as it may have');
        const webhook: WebhookRecord = {
          ...{ id: randomUUID(), createdAt: new Date(now()).toISOString() },
          ...{ url: '', secret: null, label: null, resourceTypes: [], allPublicTeams: false, enabled: true },
          ...input,
        };
        if (!webhook.allPublicTeams) throw invalidInput('A webhook is of a team or of all public teams');
        all().push(webhook);
        return took(webhook);
      },
      webhookUpdate: ({ id, input }: { id: string; input: WebhookInput }) => {
        requireAdministrator(desk);
        onlyServed(input);
        const webhook = all().find((one) => one.id === id);
        if (webhook === undefined) throw invalidInput('There is no such webhook');
        return took(Object.assign(webhook, input));
      },
    },
  };
  const all = () => {
    state.webhooks ??= [];
    return state.webhooks;
  };
  const took = (webhook: WebhookRecord) => {
    const { url, secret, enabled, resourceTypes } = webhook;
    if (enabled && secret !== null && resourceTypes.includes('Issue')) pointTo(url, secret);
    return { success: true, lastSyncId: state.log.length, webhook };
  };
  return desk;
}

function requireAdministrator({ mayAdminister }: WebhookDesk): void {
  if (!mayAdminister) throw forbidden();
}

function onlyServed(input: object): void {
  const other = Object.keys(input).find((name) => !SERVED.includes(name));
  if (other) throw notSimulated(`${other} of a webhook`);
}
