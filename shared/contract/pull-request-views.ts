import * as z from 'zod';
import { PULL_REQUEST_STATES } from '../domain/follow-ups/pull-request-record.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { PhaseSchema } from './runner.ts';

/** Pull requests of ours as the admin API answers them. */

const instant = z.iso.datetime();

export const PullRequestView = z.strictObject({
  /** `owner/repo`. */
  repository: z.string(),
  number: z.int(),
  url: z.string(),
  state: z.enum(PULL_REQUEST_STATES),
  /** Absent where nobody told yet. */
  isDraft: z.boolean().optional(),
  head: z.string(),
  base: z.string(),
  /** Absent where its record is gone. */
  ticket: z.strictObject({ tracker: z.enum(TRACKERS), key: z.string(), title: z.string(), url: z.string() }).optional(),
  /** What works on it now. */
  running: z.strictObject({ runId: z.string(), phase: PhaseSchema }).optional(),
  /** The follow-up that comes next. */
  next: z
    .strictObject({
      attempt: z.int(),
      notBefore: instant,
      /** Logins of who asked for it, each once. */
      askedBy: z.array(z.string()),
      /** What they wrote, shortened; absent where they only asked. Untrusted text. */
      instruction: z.string().optional(),
      /** Why it is not offered now, whatever its time. */
      heldBy: z.string().optional(),
    })
    .optional(),
  followUpsIn24h: z.int(),
  /** Replies and reactions that are wanted on it, and that GitHub has not taken yet. */
  unanswered: z.int(),
  /** When GitHub's webhook last brought something of it. */
  deliveredAt: instant.optional(),
  /** When it was last read from GitHub. */
  reconciledAt: instant.optional(),
  updatedAt: instant,
});
export type PullRequestView = z.infer<typeof PullRequestView>;

export const PullRequestList = z.strictObject({
  now: instant,
  /** When GitHub's webhook last brought something that was followed. */
  lastDeliveryAt: instant.optional(),
  /** Those on which something works or comes next first, else by their last change, newest first. */
  open: z.array(PullRequestView).max(100),
  /** There are more that are open. */
  isCut: z.boolean(),
  /** Those that were merged or closed last, newest first. */
  over: z.array(PullRequestView).max(20),
});
export type PullRequestList = z.infer<typeof PullRequestList>;
