import * as z from 'zod';
import { PROVIDERS } from '../domain/mapping.ts';
import { PHASES, RUN_OUTCOMES, STEP_STATUSES } from '../domain/run.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { RunnerSeenSchema } from './runner-seen.ts';

/** What crosses between the runner and us. Sizes: result at most 256 kB, progress and start 8 kB. */
export const RESULT_BODY_LIMIT = 256 * 1024;
export const PROGRESS_BODY_LIMIT = 8 * 1024;

export const SESSION_KEY_HEADER = 'x-session-key';
/** GitHub's OIDC token of the calling job; required where the run executes in Actions. Its audience is our public URL. */
export const OIDC_HEADER = 'x-github-oidc-token';

export const PhaseSchema = z.enum(PHASES);

const positiveText = z.string().regex(/^[1-9][0-9]*$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The run request: the inputs of the workflow, all of them text. GitHub takes at most 25 inputs and 65,535 characters
 * together, so `ticket_description` may be cut with a note; the runner gets the whole text at start.
 */
export const RunRequest = z.strictObject({
  run_id: z.string(),
  phase: PhaseSchema,
  ticket_id: z.string(),
  ticket_key: z.string(),
  ticket_title: z.string(),
  ticket_description: z.string(),
  related_tickets: z.string().optional(),
  provider: z.enum(PROVIDERS),
  aws_region: z.string().optional(),
  max_turns: positiveText.optional(),
  max_iterations: positiveText.optional(),
  job_minutes: positiveText.optional(),
  runner_image: z.string().optional(),
  /** A follow-up: the number of the pull request whose branch it works on. */
  pr_number: positiveText.optional(),
  callback_url: z.url(),
  result_token: z.string(),
  progress_token: z.string(),
});
export type RunRequest = z.infer<typeof RunRequest>;

export const StartRequest = z.object({
  workflowRunId: z.string().min(1).max(64),
  runAttempt: z.int().min(1).max(1000),
  /** Of the program that calls, as it says itself; runners of earlier versions say nothing. */
  runnerSha256: sha256.optional(),
});
export type StartRequest = z.infer<typeof StartRequest>;

const RelatedTicket = z.object({ key: z.string(), title: z.string(), state: z.string(), url: z.string() });
export type RelatedTicket = z.infer<typeof RelatedTicket>;

/** Tickets around the one at hand, as the tracker knows them; bounded in number by whoever admits. */
const RelatedTickets = z.object({
  parent: RelatedTicket.optional(),
  siblings: z.array(RelatedTicket),
  /** `blocks` and `blocked by` are seen from the ticket at hand. */
  dependencies: z.array(RelatedTicket.extend({ relation: z.enum(['blocks', 'blocked_by', 'related']) })),
});
export type RelatedTickets = z.infer<typeof RelatedTickets>;

/** One piece of review feedback that a follow-up is to answer. `source` says where it was given, for people. */
export const Finding = z.object({
  fingerprint: z.string().max(128),
  source: z.string(),
  path: z.string().optional(),
  line: z.int().min(1).optional(),
  /** GitHub's id of the inline comment that began the thread, where the finding is one: the answer is given there. */
  reviewCommentId: z.int().min(1).optional(),
  body: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** Exactly what was admitted: the runner works on this and not on what ticket or mapping became since. */
export const RunContext = z.object({
  runId: z.string(),
  phase: PhaseSchema,
  ticket: z.object({
    tracker: z.enum(TRACKERS),
    ticketId: z.string(),
    key: z.string(),
    title: z.string(),
    description: z.string(),
    url: z.string(),
  }),
  owner: z.string(),
  repo: z.string(),
  defaultBranch: z.string(),
  branch: z.string(),
  provider: z.enum(PROVIDERS),
  awsRegion: z.string().optional(),
  /** Absent caps are the runner's to choose; `budgetUsd` bounds what all passes of the model may cost together. */
  caps: z.object({
    maxTurns: z.int().min(1).optional(),
    maxIterations: z.int().min(1).optional(),
    jobMinutes: z.int().min(1).optional(),
    budgetUsd: z.number().min(0).optional(),
    /** The budget also stops what a subscription pays for, which it else only warns of. */
    stopsSubscription: z.boolean().optional(),
  }),
  runnerImage: z.string().optional(),
  /** What the mapping says of guarded paths; absent: they are left out, and none is allowed. */
  pathGuard: z.object({ policy: z.enum(['leave_out', 'refuse']), allowed: z.array(z.string()) }).optional(),
  relatedTickets: RelatedTickets.optional(),
  /** The plan as it was approved: the planning comments one after the other, sanitised Markdown. */
  planningContext: z.string().optional(),
  /** On planning: the plan instead of which a person wants another, sanitised Markdown, and what they want instead. */
  refusedPlan: z.object({ remark: z.string(), text: z.string() }).optional(),
  /** Present on a follow-up. */
  followUp: z
    .object({ pullNumber: z.int().min(1), findings: z.array(Finding), instruction: z.string().optional() })
    .optional(),
});
export type RunContext = z.infer<typeof RunContext>;

export const StartAnswer = z.object({
  sessionKey: z.string(),
  context: RunContext,
  /** Which runner calls, as far as it told and comes from a repository; a kind that this version does not know is left out. */
  runner: RunnerSeenSchema.optional().catch(undefined),
});
export type StartAnswer = z.infer<typeof StartAnswer>;

/** `read`: to clone with, whatever the phase; where foreign code comes next, no more than that is at stake. */
export const GitHubTokenRequest = z.object({ access: z.enum(['read', 'phase']).default('phase') });
export type GitHubTokenRequest = z.infer<typeof GitHubTokenRequest>;

/** The answer of `POST /runner/github-token`: reaches one repository, with the permissions of the run's phase. */
export const GitHubTokenAnswer = z.object({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  /** The login under which our App acts on GitHub, as in `ai-implement[bot]`: tells our comments from others'. */
  botLogin: z.string(),
});
export type GitHubTokenAnswer = z.infer<typeof GitHubTokenAnswer>;

export const Usage = z.object({
  turns: z.int().min(0),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  costUsd: z.number().min(0),
  /** A subscription paid for it, so that its dollars are notional. */
  isNotional: z.boolean().optional(),
});
export type Usage = z.infer<typeof Usage>;

/** The kinds that a runner reports: that a repository refuses every run is found before there is one. */
export const ReportedFailureKind = z.enum(['infrastructure', 'substance']);

/** A usage limit of the model that ended a run. */
export const ModelLimit = z.object({
  /** When it is lifted; absent where nobody said. */
  retryAt: z.iso.datetime().optional(),
  /** Which credential met it: twelve hex digits of its SHA-256, or `bedrock:<account>:<region>`. */
  credential: z.string().regex(/^(?:[0-9a-f]{12}|bedrock:[0-9a-f]{12}:[a-z0-9-]{1,40})$/),
});
export type ModelLimit = z.infer<typeof ModelLimit>;

const failure = {
  /** Text for people. */
  failureReason: z.string().max(2000).optional(),
  /** Whether a repeat may help. */
  failureKind: ReportedFailureKind.optional(),
  /** A code of `FAILURES`: runners of earlier versions give none, and those of later ones may give one that we do not know. */
  failureCode: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .optional(),
  /** With the code `model_quota`. */
  modelLimit: ModelLimit.optional(),
};
export type ReportedFailure = z.infer<z.ZodObject<typeof failure>>;

/** What a reviewer outside of us posted while the run waited for it. */
const ReviewerFinding = z.object({
  kind: z.enum(['inline', 'review']),
  commentId: z.string().regex(/^[1-9][0-9]{0,19}$/),
  /** The login of the reviewer, as GitHub's REST API has it. */
  login: z.string().max(100),
  path: z.string().max(1000).optional(),
  line: z.int().min(1).optional(),
  /** Cut off where it is longer. */
  body: z.string().max(8000),
});

const Commit = z.string().regex(/^[0-9a-f]{40,64}$/);

/** The result of a run. */
export const RunReport = z.object({
  phase: PhaseSchema,
  outcome: z.enum(RUN_OUTCOMES),
  ...failure,
  comments: z.array(z.object({ key: z.string().regex(/^[a-z0-9-]{1,64}$/), body: z.string().max(60_000) })).max(20),
  prUrl: z.url().max(500).optional(),
  isDraft: z.boolean().optional(),
  openFindings: z.int().min(0).optional(),
  /** The gap analysis as it stands on the pull request, Markdown. */
  gapAnalysis: z.string().max(60_000).optional(),
  changes: z.object({ files: z.int().min(0), additions: z.int().min(0), deletions: z.int().min(0) }).optional(),
  usage: Usage.optional(),
  /** What people are to know of the work beside its pull request, Markdown. */
  notes: z.array(z.string().max(2500)).max(10).optional(),
  addressedFindings: z.array(z.string().max(128)).max(500).optional(),
  /** The newest commit of the branch when the run was done with it; absent where it pushed nothing. */
  headCommit: Commit.optional(),
  /** Each becomes a finding at once. Reviewers of which a report cannot hold all are read from GitHub. */
  reviewerFindings: z.array(ReviewerFinding).max(20).optional(),
});
export type RunReport = z.infer<typeof RunReport>;

/** The error code for a result whose `field` is wrong. */
export function resultErrorCode(
  field: string,
): 'invalid_phase' | 'invalid_outcome' | 'invalid_comments' | 'invalid_body' {
  if (field === 'phase' || field === 'outcome' || field === 'comments') return `invalid_${field}`;
  return 'invalid_body';
}

export const ResultAnswer = z.object({ status: z.enum(['accepted', 'repeated', 'late']) });
export type ResultAnswer = z.infer<typeof ResultAnswer>;

/** One line of progress, shown live. `heartbeat`: the run is alive. UTC with milliseconds. Step ids beyond `STEPS_PER_RUN` count as heartbeats. */
export const Progress = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heartbeat') }),
  z.object({
    type: z.literal('step'),
    stepId: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
    name: z.string().min(1).max(120),
    status: z.enum(STEP_STATUSES),
    startedAt: z.iso.datetime({ precision: 3 }),
    endedAt: z.iso.datetime({ precision: 3 }).optional(),
    message: z.string().max(1000).optional(),
  }),
  z.object({
    type: z.literal('pull_request_opened'),
    prUrl: z.url().max(500),
    /** The newest commit of its branch. Runners of earlier versions do not tell it: GitHub is asked then. */
    headSha: Commit.optional(),
  }),
]);
export type Progress = z.infer<typeof Progress>;
/** `left_out`: the run has as many steps as are kept, and this is another one; the runner goes on all the same. */
export const ProgressAnswer = z.object({ status: z.enum(['noted', 'left_out']) });
export type ProgressAnswer = z.infer<typeof ProgressAnswer>;
export type StepProgress = Extract<Progress, { type: 'step' }>;
