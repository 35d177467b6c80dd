import * as z from 'zod';
import { BlockedTicket } from './blocked-ticket.ts';

const InLine = BlockedTicket.pick({
  tracker: true,
  ticketId: true,
  key: true,
  title: true,
  reason: true,
  detail: true,
});

/** What a mapping would take now, as the last poll saw its tickets: nothing is changed, and nobody is asked. */
export const DryRun = z.strictObject({
  now: z.iso.datetime(),
  /** Why none of its runs may begin, for people. */
  held: z.string().optional(),
  limit: z.int(),
  inUse: z.int(),
  /** What gets the free slots, in this order. */
  takes: z.array(InLine),
  /** What comes after that, in this order; tickets of other mappings with the same slots are in it. */
  waits: z.array(InLine.extend({ isOfOther: z.boolean() })),
  /** What is not taken, whatever is free. */
  refused: z.array(InLine),
});
export type DryRun = z.infer<typeof DryRun>;

export type InLine = z.infer<typeof InLine>;
