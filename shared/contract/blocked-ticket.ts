import * as z from 'zod';
import { PLAN_KEYS } from '../domain/plan.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { WAIT_REASONS } from '../domain/ticket-record.ts';
import { SpendingView } from './spending-views.ts';

/** Why a ticket is not running: what the poll found, or how its last run ended, or that its next run is due later. */
const BLOCKED_REASONS = [...WAIT_REASONS, 'failed', 'cancelled', 'next_run'] as const;
export type BlockedReason = (typeof BLOCKED_REASONS)[number];

export const BlockedTicket = z.strictObject({
  tracker: z.enum(TRACKERS),
  ticketId: z.string(),
  key: z.string(),
  title: z.string(),
  url: z.string(),
  reason: z.enum(BLOCKED_REASONS),
  detail: z.string(),
  since: z.iso.datetime(),
  lastRunId: z.string().optional(),
  canRetry: z.boolean(),
  canUnpark: z.boolean(),
  /** Its next run is due, and may be cancelled. */
  canCancel: z.boolean(),
  /** A plan of it waits for a person's word; `readPlan` shows it. */
  canApprove: z.boolean(),
  /** With `budget_spent`: the budget as it is now. */
  budget: SpendingView.extend({ of: z.enum(['ticket', 'day']), mappingId: z.string(), day: z.iso.date() }).optional(),
});
export type BlockedTicket = z.infer<typeof BlockedTicket>;

/** A plan as it stands on the ticket now; `planHash` names exactly this state of it. */
export const PlanView = z.strictObject({
  planHash: z.string(),
  sections: z.array(z.strictObject({ key: z.enum(PLAN_KEYS), body: z.string() })),
});
export type PlanView = z.infer<typeof PlanView>;
