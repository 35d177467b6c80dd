import * as z from 'zod';
import { FINDING_STATES } from '../domain/follow-ups/finding-states.ts';
import { COMMENT_KINDS, PULL_REQUEST_STATES } from '../domain/follow-ups/pull-request-record.ts';
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

/** As addresses name a pull request: by the names that its record is kept under. */
const name = z.string().max(100);
/** One whose number is none is not found. */
export const PullRequestParams = z.object({ owner: name, repo: name, number: name });

export const FindingView = z.strictObject({
  fingerprint: z.string(),
  /** Who said it. */
  login: z.string(),
  kind: z.enum(COMMENT_KINDS),
  /** The comment on GitHub. */
  url: z.string(),
  /** Absent where it is about no line of a file. */
  path: z.string().optional(),
  line: z.int().optional(),
  /** What it says, shortened. Untrusted text; empty where it has none. */
  body: z.string(),
  state: z.enum(FINDING_STATES),
  /** Why it stands so, for people. */
  reason: z.string(),
  /** The run that answered it, and the commit with which, if one was needed. */
  answeredBy: z.strictObject({ runId: z.string(), commit: z.string().optional() }).optional(),
  updatedAt: instant,
});
export type FindingView = z.infer<typeof FindingView>;

export const FindingList = z.strictObject({
  now: instant,
  /** The open ones first, each state by its last change, newest first. */
  findings: z.array(FindingView).max(200),
  /** There are more. */
  isCut: z.boolean(),
});
export type FindingList = z.infer<typeof FindingList>;
