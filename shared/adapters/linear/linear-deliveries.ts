import * as z from 'zod';
import { parsedPayload } from '../../contract/parsed-payload.ts';
import type { Marker } from '../../domain/ticket.ts';
import type { ReadNotice, TrackerDeliveries } from '../../ports/tracker-deliveries.ts';
import { CLOSED_STATE_TYPES } from './closed-states.ts';
import { markersAmong } from './marker-labels.ts';

/** What every delivery says of itself. */
const Delivery = z.object({ type: z.string(), action: z.string() });

/** Of an issue what is used; `updatedFrom` holds what each changed property was before. */
const IssueDelivery = z.object({
  organizationId: z.string().min(1).max(64),
  data: z.object({
    id: z.string().min(1).max(64),
    labels: z.array(z.object({ id: z.string(), name: z.string() })).nullish(),
    state: z.object({ type: z.string() }).nullish(),
  }),
  updatedFrom: z.looseObject({ labelIds: z.array(z.string()).nullish() }).nullish(),
});
type IssueDelivery = z.infer<typeof IssueDelivery>;

/** What people put on a ticket to ask something of us. */
const WISHES: readonly Marker[] = ['trigger', 'plan_approved'];
/** What only we put on. */
const OURS: readonly Marker[] = ['working', 'planning', 'plan_complete', 'ready_for_review'];
/** What else decides where a marked ticket belongs, or whether it is open. */
const PLACES = ['stateId', 'teamId', 'projectId'];
const REMOVALS = ['trashed', 'archivedAt'];

/** Deliveries of Linear's webhook, with the resource type `Issue`. */
export function linearDeliveries(): TrackerDeliveries {
  return {
    name: 'linear',
    signatureHeader: 'linear-signature',
    async isSigned({ text, signature }, secrets) {
      const { LinearWebhookClient } = await import('@linear/sdk/webhooks');
      return secrets.some((secret) => isVerified(new LinearWebhookClient(secret), text, signature));
    },
    deliveryId: (headers) => headers['linear-delivery'],
    read(payload) {
      const { type, action } = parsedPayload(Delivery, payload);
      if (type !== 'Issue' || !['create', 'update', 'remove'].includes(action)) return nothing('type_not_followed');
      const delivery = parsedPayload(IssueDelivery, payload);
      const reason = action === 'remove' ? undefined : reasonToIgnore(delivery, action === 'create');
      if (reason !== undefined) return nothing(reason);
      return { says: 'noticed', ticketId: delivery.data.id, organizationId: delivery.organizationId };
    },
  };
}

type Client = InstanceType<typeof import('@linear/sdk/webhooks')['LinearWebhookClient']>;

/** The SDK looks at the moment in the signed body too, and throws whatever is wrong. */
function isVerified(client: Client, text: string, signature: string): boolean {
  try {
    client.parseData(Buffer.from(text), signature);
    return true;
  } catch {
    return false;
  }
}

type Ignored = Extract<ReadNotice, { says: 'nothing' }>['reason'];

/** Names of labels that were taken off are not told, so that any of them may have been ours. */
function reasonToIgnore({ data, updatedFrom }: IssueDelivery, isNew: boolean): Ignored | undefined {
  const labels = data.labels ?? [];
  const isMarked = isAnyOf(WISHES, labels);
  const changed = Object.keys(updatedFrom ?? {});
  const isAbout = (names: readonly string[]) => changed.some((name) => names.includes(name));
  const isClosed = CLOSED_STATE_TYPES.includes(data.state?.type ?? '');
  if (isAbout(REMOVALS) || (isClosed && isAbout(['stateId']))) return undefined;
  const before = updatedFrom?.labelIds ?? undefined;
  if (before !== undefined) return reasonOfLabels(labels, before, isMarked);
  return isMarked && (isNew || isAbout(PLACES)) ? undefined : 'nothing_to_look_at';
}

type Labels = readonly { id: string; name: string }[];

function reasonOfLabels(labels: Labels, before: readonly string[], isMarked: boolean): Ignored | undefined {
  const added = labels.filter(({ id }) => !before.includes(id));
  const areSomeOff = before.some((id) => !labels.some((label) => label.id === id));
  if (isAnyOf(WISHES, added)) return undefined;
  if (isAnyOf(OURS, added)) return 'own_change';
  return areSomeOff || isMarked ? undefined : 'nothing_to_look_at';
}

function isAnyOf(markers: readonly Marker[], labels: Labels): boolean {
  return markersAmong(labels.map(({ name }) => name)).some((marker) => markers.includes(marker));
}

function nothing(reason: Ignored): ReadNotice {
  return { says: 'nothing', reason };
}
