import * as z from 'zod';
import { FAILURE_KINDS } from '../domain/failures/failure-row.ts';
import { RUN_OUTCOMES, RUN_STATUSES, STEP_STATUSES } from '../domain/run.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { PhaseSchema } from './runner.ts';
import { RunnerSeenSchema } from './runner-seen.ts';

/** Runs as the admin API answers them. */

const instant = z.iso.datetime();

export const StepView = z.strictObject({
  stepId: z.string(),
  name: z.string(),
  status: z.enum(STEP_STATUSES),
  startedAt: instant,
  endedAt: instant.optional(),
  message: z.string().optional(),
});
export type StepView = z.infer<typeof StepView>;

export const RunView = z.strictObject({
  runId: z.string(),
  phase: PhaseSchema,
  status: z.enum(RUN_STATUSES),
  tracker: z.enum(TRACKERS),
  ticketKey: z.string(),
  ticketTitle: z.string(),
  ticketUrl: z.string(),
  /** `owner/repo`. */
  repository: z.string(),
  bucketId: z.string(),
  mappingId: z.string(),
  attempt: z.int(),
  reservedAt: instant,
  dispatchedAt: instant.optional(),
  startedAt: instant.optional(),
  heartbeatAt: instant.optional(),
  /** Its jobs wait for a free machine. */
  isQueued: z.boolean().optional(),
  endedAt: instant.optional(),
  workflowRunUrl: z.string().optional(),
  prUrl: z.string().optional(),
  failureKind: z.enum(FAILURE_KINDS).optional(),
  failureCode: z.string().optional(),
  failureReason: z.string().optional(),
  /** What to do about it; whole sentences. */
  failureRemedy: z.string().optional(),
  /** What it cost; of one that is over and did not say so, its cap. */
  costUsd: z.number().optional(),
  isCostAssumed: z.boolean().optional(),
  /** A subscription paid for it. */
  isCostNotional: z.boolean().optional(),
});
export type RunView = z.infer<typeof RunView>;

/** The overview shows so many steps of each run. */
export const NEWEST_STEPS = 5;

/** A run in flight with its newest steps, in the order in which they began; `earlierSteps` came before. */
export const LiveRunView = RunView.extend({ steps: z.array(StepView).max(NEWEST_STEPS), earlierSteps: z.int().min(0) });
export type LiveRunView = z.infer<typeof LiveRunView>;

export const RunDetail = RunView.extend({
  /** Of the tracker. */
  ticketId: z.string(),
  steps: z.array(StepView),
  /** The server's time, by which durations are told. */
  now: instant,
  branch: z.string(),
  workflowFile: z.string(),
  retryOf: z.string().optional(),
  runner: RunnerSeenSchema.optional(),
  usage: z
    .strictObject({ turns: z.int(), inputTokens: z.int(), outputTokens: z.int(), costUsd: z.number() })
    .optional(),
  report: z
    .strictObject({
      outcome: z.enum(RUN_OUTCOMES),
      receivedAt: instant,
      failureReason: z.string().optional(),
      isDraft: z.boolean().optional(),
      openFindings: z.int().optional(),
      /** Markdown, as it stands on the pull request. */
      gapAnalysis: z.string().optional(),
      changes: z.strictObject({ files: z.int(), additions: z.int(), deletions: z.int() }).optional(),
    })
    .optional(),
});
export type RunDetail = z.infer<typeof RunDetail>;
