import * as z from 'zod';
import { ModelLimit, ReportedFailureKind, RunContext, Usage } from '../../shared/contract/runner.ts';
import { FAILURES, type FailureCode } from '../../shared/domain/failures/failures.ts';
import { SecretDigest } from '../process/secret-digest.ts';
import { LEFT_OUT_KINDS } from './left-out.ts';
import type { StageFailureCode } from './stage-failure.ts';

/**
 * What one stage leaves for the next in the handover folder; in Actions it travels as an artifact. Publish trusts none of what
 * the agent wrote: it asks the gate for the context again, and judges the patch by what it does.
 */
export const HANDOVER_FILES = {
  /** `Assignment`, from admit. */
  assignment: 'assignment.json',
  /** `AgentOutcome`, from the agent. */
  outcome: 'outcome.json',
  /** `git diff --binary --full-index` from `baseSha`, from the agent. */
  patch: 'changes.patch',
} as const;

/** What the agent is to do, and on which commit. */
export const Assignment = z.object({
  context: RunContext,
  /** The branch of the run where it exists already, else the default branch. */
  baseRef: z.string(),
  baseSha: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** Epoch milliseconds by which the agent must have ended, its hand-over included. */
  deadlineAt: z.number(),
  /** Follow-ups: the gaps that our last gap analysis named. */
  gaps: z.array(z.string()),
});
export type Assignment = z.infer<typeof Assignment>;

const text = (max: number) => z.string().max(max);

const StageCode = z.enum(
  Object.keys(FAILURES).filter((code): code is StageFailureCode => FAILURES[code as FailureCode].kind !== 'mapping'),
);

/** As a name can stand in a line of Markdown. */
const ModelName = z.string().regex(/^[\w.:/@-]{1,150}$/);

/** What the agent made of it. Every text in it comes from the model or the repository. */
export const AgentOutcome = z.object({
  runId: z.string(),
  /** `changed`: the patch holds work, finished or not; `unchanged`: there is nothing to commit. */
  outcome: z.enum(['changed', 'unchanged', 'failed']),
  /** With `failed`; also with `changed` when `verify` failed, so that the work ships as a draft and the run fails. */
  failure: z
    .object({ kind: ReportedFailureKind, code: StageCode, reason: text(2000), limit: ModelLimit.optional() })
    .optional(),
  baseSha: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** What was done, Markdown, for the pull request. */
  summary: text(20_000),
  isApproved: z.boolean(),
  /** Why nobody reviewed the change as it is, if so: it ships as a draft that says it. */
  notReviewed: text(2000).optional(),
  /** What the last review still asks for. */
  openFindings: z.array(text(2000)).max(50),
  /** Checks that failed at the end, with the end of their output. */
  failedChecks: z.array(z.object({ name: text(100), output: text(4000) })).max(20),
  /** Fingerprints of the findings that a follow-up answered, each with what was done. */
  addressed: z.array(z.object({ fingerprint: text(128), reply: text(2000), isDone: z.boolean().optional() })).max(500),
  /** What the run did that is not in the patch. */
  leftOut: z
    .array(z.object({ path: text(300), kind: z.enum(LEFT_OUT_KINDS), what: text(200) }))
    .max(100)
    .default([]),
  usage: Usage,
  /** Of the sessions of AWS that its job held, which must not be in what is pushed. */
  sessions: z.array(SecretDigest).max(200).default([]),
  /** Default models that were not there, and what worked in their place. */
  substitutions: z
    .array(z.object({ wanted: ModelName, used: ModelName }))
    .max(10)
    .default([]),
});
export type AgentOutcome = z.infer<typeof AgentOutcome>;
