import type { OnEffect } from './aws/aws-endpoint.ts';

/** How many slots of each bucket were in use at once, as seen in the requests that the table accepted. */
export interface SlotWatch {
  onEffect: OnEffect;
  /** By bucket id; buckets that were never asked for a slot are missing. */
  maxInUse(): Record<string, number>;
}

const BUCKET_KEY = /^BUCKET#(.+)$/;
const ACCEPTED = 200;

/** Counts claims and releases of slots from outside, without reading any record. */
export function slotWatch(): SlotWatch {
  const held = new Map<string, Set<string>>();
  const max: Record<string, number> = {};
  return {
    onEffect({ operation, body }, { status }) {
      const change = operation === 'UpdateItem' && status === ACCEPTED ? slotChange(body) : undefined;
      if (change === undefined) return;
      const slots = held.get(change.bucketId) ?? new Set();
      held.set(change.bucketId, slots);
      if (change.isClaim) slots.add(change.ticketId);
      else slots.delete(change.ticketId);
      max[change.bucketId] = Math.max(max[change.bucketId] ?? 0, slots.size);
    },
    maxInUse: () => ({ ...max }),
  };
}

function slotChange(
  body: Record<string, unknown>,
): { bucketId: string; ticketId: string; isClaim: boolean } | undefined {
  const key = body.Key as { pk?: { S?: string } } | undefined;
  const bucketId = BUCKET_KEY.exec(key?.pk?.S ?? '')?.[1];
  const [, verb, name = ''] = /^(SET|REMOVE) slots\.(#\w+)/.exec(String(body.UpdateExpression)) ?? [];
  const ticketId = (body.ExpressionAttributeNames as Record<string, string> | undefined)?.[name];
  if (bucketId === undefined || verb === undefined || ticketId === undefined) return undefined;
  return { bucketId, ticketId, isClaim: verb === 'SET' };
}
