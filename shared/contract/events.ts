import * as z from 'zod';
import { TRACKERS } from '../domain/ticket.ts';
import { PhaseSchema } from './runner.ts';

const ticket = { tracker: z.enum(TRACKERS), ticketId: z.string().min(1) };

/** A message of the `candidates` queue: ids only; the text is read from the tracker by whoever admits. */
export const Candidate = z.object({
  ...ticket,
  runId: z.string().length(26),
  phase: PhaseSchema,
  mappingId: z.string(),
  attempt: z.int().min(1).max(3),
  retryOf: z.string().optional(),
  /** A person asked for it: the trigger need not stand on the ticket. */
  isExplicit: z.boolean().optional(),
  offeredAt: z.iso.datetime(),
});
export type Candidate = z.infer<typeof Candidate>;

const TIMER_KINDS = ['check-run', 'show-ticket', 'offer-next'] as const;
/** A moment at which to look at a ticket, or at one run of it, again. A reminder, not a fact. */
export const Timer = z.object({
  kind: z.enum(TIMER_KINDS),
  dueAt: z.iso.datetime(),
  ...ticket,
  /** With `check-run`. */
  runId: z.string().optional(),
});
export type Timer = z.infer<typeof Timer>;

/** A message of `lifecycle.fifo`. Events say what happened; the records say what is true. */
export const LifecycleEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('RunAdmitted'), ...ticket, runId: z.string() }),
  z.object({ type: z.literal('RunReported'), ...ticket, runId: z.string() }),
  z.object({ type: z.literal('PullRequestOpened'), ...ticket, runId: z.string() }),
  z.object({ type: z.literal('RunEnded'), ...ticket, runId: z.string() }),
  /** A person's marker seems to approve the plan of the run `runId`; seen anew by every poll until it was looked at. */
  z.object({ type: z.literal('PlanApproved'), ...ticket, runId: z.string(), seenAt: z.iso.datetime() }),
  /** The ticket says something else than the plan of the run `runId` was made for. */
  z.object({ type: z.literal('PlanOutdated'), ...ticket, runId: z.string(), seenAt: z.iso.datetime() }),
  z.object({ type: z.literal('TimerDue'), timer: Timer }),
]);
export type LifecycleEvent = z.infer<typeof LifecycleEvent>;

/** What a timer is about: the run, else the ticket. */
export function timerSubject(timer: Timer): string {
  return timer.runId ?? `${timer.tracker}#${timer.ticketId}`;
}

/** The event's own identity: its deduplication id, unless it is sent again on purpose. */
export function eventId(event: LifecycleEvent): string {
  if ('seenAt' in event) return `${event.type}-${event.runId}-${event.seenAt}`;
  if (event.type !== 'TimerDue') return `${event.type}-${event.runId}`;
  return `TimerDue-${event.timer.kind}-${timerSubject(event.timer)}-${event.timer.dueAt}`;
}

/** Events of one ticket stay in order. */
export function eventGroup(event: LifecycleEvent): string {
  const { tracker, ticketId } = event.type === 'TimerDue' ? event.timer : event;
  return `${tracker}#${ticketId}`;
}
