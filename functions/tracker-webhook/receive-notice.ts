import type { DeliveryAnswer } from '../../shared/contract/webhook-payloads.ts';
import type { TrackerWebhookDeps } from './tracker-webhook-deps.ts';

/** A delivery whose signature was verified. */
interface VerifiedDelivery {
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
  payload: unknown;
}

/** As long as an event's own id may be. */
const MOST_CHARACTERS = 64;

/**
 * Takes one delivery in. What it tells of a ticket is in the queue before it is answered, as ids alone; the delivery's id is the event's
 * own, so that one that comes again within minutes is sent once.
 */
export async function receiveNotice(
  { deliveries, lifecycle, clock, ids }: TrackerWebhookDeps,
  { headers, text, payload }: VerifiedDelivery,
): Promise<DeliveryAnswer> {
  const read = deliveries.read(payload);
  if (read.says === 'nothing') return { status: 'ignored', reason: read.reason };
  const { ticketId, organizationId } = read;
  const told = deliveries.deliveryId(headers) ?? '';
  // Whoever sends no id of its own sends the same text again.
  const arrivalId = told === '' || told.length > MOST_CHARACTERS ? ids.hashOf(text).slice(0, MOST_CHARACTERS) : told;
  const heard = { arrivalId, heardAt: clock.now() };
  await lifecycle.send({ type: 'TicketNoticed', tracker: deliveries.name, ticketId, organizationId, ...heard });
  return { status: 'queued', as: 'TicketNoticed' };
}
