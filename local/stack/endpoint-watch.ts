import type { OnEffect } from './aws/aws-endpoint.ts';
import type { AwsRequest } from './aws/request-counters.ts';

/** What can be told of admissions and polls from the requests that the AWS endpoint accepted, reading no record. */
export interface EndpointWatch {
  onEffect: OnEffect;
  /** How many slots of each bucket were in use at once; buckets that were never asked for a slot are missing. */
  maxSlotsInUse(): Record<string, number>;
  /** Polls that took their lease. */
  polls(): number;
}

type Body = AwsRequest['body'];

const BUCKET_KEY = /^BUCKET#(.+)$/;
const ACCEPTED = 200;

export function endpointWatch(): EndpointWatch {
  const held = new Map<string, Set<string>>();
  const max: Record<string, number> = {};
  let polls = 0;
  const noteSlot = ({ bucketId, ticketId, isClaim }: SlotChange) => {
    const slots = held.get(bucketId) ?? new Set();
    held.set(bucketId, slots);
    if (isClaim) slots.add(ticketId);
    else slots.delete(ticketId);
    max[bucketId] = Math.max(max[bucketId] ?? 0, slots.size);
  };
  return {
    onEffect({ principal, operation, body }, { status }) {
      if (status !== ACCEPTED || operation !== 'UpdateItem') return;
      if (principal === 'poll-tickets' && keyOf(body).sk === 'LEASE#poll') polls += 1;
      const change = slotChange(body);
      if (change !== undefined) noteSlot(change);
    },
    maxSlotsInUse: () => ({ ...max }),
    polls: () => polls,
  };
}

interface SlotChange {
  bucketId: string;
  ticketId: string;
  isClaim: boolean;
}

function slotChange(body: Body): SlotChange | undefined {
  const bucketId = BUCKET_KEY.exec(keyOf(body).pk)?.[1];
  const [, verb, name = ''] = /^(SET|REMOVE) slots\.(#\w+)/.exec(String(body.UpdateExpression)) ?? [];
  const ticketId = (body.ExpressionAttributeNames as Record<string, string> | undefined)?.[name];
  if (bucketId === undefined || verb === undefined || ticketId === undefined) return undefined;
  return { bucketId, ticketId, isClaim: verb === 'SET' };
}

function keyOf(body: Body): { pk: string; sk: string } {
  const key = body.Key as { pk?: { S?: string }; sk?: { S?: string } } | undefined;
  return { pk: key?.pk?.S ?? '', sk: key?.sk?.S ?? '' };
}
