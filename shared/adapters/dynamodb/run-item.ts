import * as z from 'zod';
import { PhaseSchema } from '../../contract/runner.ts';
import { RunnerSeenSchema } from '../../contract/runner-seen.ts';
import { EXECUTORS } from '../../domain/executors.ts';
import { FAILURE_KINDS } from '../../domain/failures/failure-row.ts';
import { PROVIDERS } from '../../domain/mapping.ts';
import { RUN_STATUSES, type Run } from '../../domain/run.ts';
import { instant, type ShapeOf, ticketRef } from './item-shape.ts';

const Failure = z.object({
  kind: z.enum(FAILURE_KINDS),
  code: z.string().optional(),
  reason: z.string(),
  modelLimit: z.object({ retryAt: instant.optional(), credential: z.string() }).optional(),
});
const Usage = z.object({
  turns: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number(),
  isNotional: z.boolean().optional(),
});
const Wish = z.object({ by: z.string(), askedAt: instant, reason: z.string(), stopId: z.string().optional() });

const target = {
  mappingId: z.string(),
  bucketId: z.string(),
  owner: z.string(),
  repo: z.string(),
  renamedFrom: z.object({ owner: z.string(), repo: z.string() }).optional(),
  defaultBranch: z.string(),
  branch: z.string(),
  workflowFile: z.string(),
  executor: z.enum(EXECUTORS),
  provider: z.enum(PROVIDERS),
  awsRegion: z.string().optional(),
  maxTurns: z.number().optional(),
  maxIterations: z.number().optional(),
  maxJobMinutes: z.number().optional(),
  budgetUsdPerRun: z.number().optional(),
  budgetStopsSubscription: z.boolean().optional(),
  runnerImage: z.string().optional(),
  machineCpus: z.number().optional(),
  machineMemoryMb: z.number().optional(),
  machineRegion: z.string().optional(),
  extraEnv: z.string().optional(),
};

const course = {
  status: z.enum(RUN_STATUSES),
  reservedAt: instant,
  leaseUntil: instant.optional(),
  dispatchesTaken: z.int(),
  dispatchesAllowed: z.int(),
  dispatchAskedAt: instant,
  dispatchedAt: instant.optional(),
  workflowRunId: z.string().optional(),
  workflowRunUrl: z.string().optional(),
  runAttempt: z.int().optional(),
  sessionKeyHash: z.string().optional(),
  runner: RunnerSeenSchema.optional(),
  repositoryId: z.string().optional(),
  startedAt: instant.optional(),
  heartbeatAt: instant.optional(),
  queuedSince: instant.optional(),
  queuedMs: z.number().optional(),
  claimId: z.string().optional(),
  tokenAlg: z.literal('EdDSA').optional(),
  cancelWish: Wish.optional(),
  reportedAt: instant.optional(),
  endedAt: instant.optional(),
  prUrl: z.string().optional(),
  prHeadSha: z.string().optional(),
  failure: Failure.optional(),
  usage: Usage.optional(),
};

/** A run as the table keeps it. */
export const RunItem = z.object({
  ...ticketRef,
  runId: z.string(),
  phase: PhaseSchema,
  ticketKey: z.string(),
  ticketTitle: z.string(),
  ticketUrl: z.string(),
  attempt: z.int(),
  retryOf: z.string().optional(),
  isExplicit: z.boolean().optional(),
  followUp: z.object({ pullNumber: z.int(), comments: z.array(z.string()) }).optional(),
  ...target,
  ...course,
} satisfies ShapeOf<Run>);
