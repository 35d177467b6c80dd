import * as z from 'zod';

export const QueueSchema = z.enum(['candidates', 'lifecycle']);
export const DeadLetterCounts = z.strictObject({ candidates: z.int(), lifecycle: z.int() });

/** A message that failed for good, as the admin API answers it. */
export const DeadLetterView = z.strictObject({
  queue: QueueSchema,
  messageId: z.string(),
  /** As it was sent: ids only, no ticket text. */
  body: z.string(),
  sentAt: z.string(),
  /** What it says, such as `RunReported`; absent where it is no message of ours. */
  what: z.string().optional(),
  /** Of its ticket, where we know it. */
  ticketKey: z.string().optional(),
  ticketUrl: z.string().optional(),
  /** Why its consumer last failed; absent where that was cut off without a word. */
  reason: z.string().optional(),
});
