import * as z from 'zod';
import { PULL_REQUEST_STATES } from '../domain/follow-ups/pull-request-record.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { TICKET_STATUSES } from '../domain/ticket-record.ts';
import { BlockedTicket } from './blocked-ticket.ts';
import { NamedMapping, PAGE_ROWS, TicketKeyFilter } from './run-list.ts';
import { RunView } from './run-views.ts';
import { SpendingView } from './spending-views.ts';

/** Tickets as the admin API answers them. */

const instant = z.iso.datetime();

/** Where a page of tickets begins: after the ticket that changed then. */
const TicketCursor = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#[^#]{0,20}#?.{0,128}$/u, 'A place that a list gave as `next`.');

/** Which tickets are wanted. A filter that is not one of these is refused. */
export const TicketsQuery = z.strictObject({
  /** `open` (or none, where no key is asked for): all that are not merged and not closed. */
  status: z.enum([...TICKET_STATUSES, 'open'], `One of ${TICKET_STATUSES.join(', ')} or open.`).optional(),
  mapping: z.string().max(64, 'The id of a mapping.').optional(),
  ticket: TicketKeyFilter.optional(),
  after: TicketCursor.optional(),
});
export type TicketsQuery = z.infer<typeof TicketsQuery>;

const ticket = {
  tracker: z.enum(TRACKERS),
  ticketId: z.string(),
  key: z.string(),
  title: z.string(),
  /** On its tracker. */
  url: z.string(),
  status: z.enum(TICKET_STATUSES),
  mappingId: z.string().optional(),
  /** When it was first taken in. */
  createdAt: instant,
  updatedAt: instant,
  /** The run that is in flight, or was last. */
  runId: z.string().optional(),
  prUrl: z.string().optional(),
};

export const TicketView = z.strictObject({
  ...ticket,
  /** Why it does not run. */
  blocked: BlockedTicket.pick({ reason: true, detail: true }).optional(),
});
export type TicketView = z.infer<typeof TicketView>;

export const TicketList = z.strictObject({
  now: instant,
  /** Those that changed last first. */
  tickets: z.array(TicketView).max(PAGE_ROWS),
  next: TicketCursor.optional(),
  mappings: z.array(NamedMapping),
});
export type TicketList = z.infer<typeof TicketList>;

/** One stretch of a ticket's way from its mark to its merge. */
export const Stretch = z.strictObject({
  /** `start`: a run is ordered, and its jobs have not begun. */
  kind: z.enum(['wait', 'start', 'work']),
  from: instant,
  /** Absent while it goes on. */
  to: instant.optional(),
  /** What went on, or was waited for; for people. */
  what: z.string(),
  /** More of that. */
  detail: z.string().optional(),
  run: RunView.optional(),
});
export type Stretch = z.infer<typeof Stretch>;

/** Its place among those that wait for the slots of the same bucket. */
export const PlaceView = z.strictObject({
  place: z.int(),
  of: z.int(),
  /** Whose slots they are, for people. */
  bucket: z.string(),
  /** When its turn may come, by how long the newest runs took; absent where too few are known. */
  about: instant.optional(),
  /** Half of the newest `runs` runs took less than that. */
  basis: z.strictObject({ runs: z.int(), halfUnderMs: z.int() }).optional(),
});
export type PlaceView = z.infer<typeof PlaceView>;

export const TicketDetail = z.strictObject({
  ...ticket,
  now: instant,
  mappingName: z.string().optional(),
  blocked: BlockedTicket.optional(),
  place: PlaceView.optional(),
  /** From the mark on, in order, without a gap. */
  ledger: z.array(Stretch),
  spending: SpendingView,
  pullRequests: z.array(
    z.strictObject({
      repository: z.string(),
      number: z.int(),
      url: z.string(),
      state: z.enum(PULL_REQUEST_STATES),
      isDraft: z.boolean().optional(),
    }),
  ),
});
export type TicketDetail = z.infer<typeof TicketDetail>;
