import * as z from 'zod';
import { PhaseSchema } from '../../contract/runner.ts';
import {
  PLAN_KEYS,
  type PlanApproval as PlanApprovalShape,
  type PlanRefusal,
  type TicketPlan,
} from '../../domain/plan.ts';
import {
  MARKER_STAGES,
  type SpentBudget,
  TICKET_STATUSES,
  type TicketRecord,
  type Unshown,
  WAIT_REASONS,
} from '../../domain/ticket-record.ts';
import { instant, type ShapeOf, ticketRef } from './item-shape.ts';
import { Packed, unpack } from './packed.ts';

const Waiting = z.object({
  reason: z.enum(WAIT_REASONS),
  detail: z.string(),
  priority: z.number().nullable(),
  createdAt: instant,
  bucketId: z.string().optional(),
  mappingId: z.string().optional(),
  phase: PhaseSchema.optional(),
  blockedBy: z.array(z.string()).optional(),
  budget: z
    .object({ of: z.enum(['ticket', 'day']), limitUsd: z.number(), day: z.string() } satisfies ShapeOf<SpentBudget>)
    .optional(),
} satisfies ShapeOf<NonNullable<TicketRecord['waiting']>>);

const NextRun = z.object({
  runId: z.string(),
  phase: PhaseSchema,
  mappingId: z.string(),
  bucketId: z.string(),
  attempt: z.int(),
  retryOf: z.string().optional(),
  notBefore: instant,
  isExplicit: z.boolean().optional(),
  isQuotaWait: z.boolean().optional(),
  limitedCredential: z.string().optional(),
} satisfies ShapeOf<NonNullable<TicketRecord['next']>>);

const Offered = z.object({
  runId: z.string(),
  at: instant,
  isAnswered: z.boolean().optional(),
} satisfies ShapeOf<NonNullable<TicketRecord['offered']>>);

const UnshownItem = z.object({
  what: z.string(),
  subject: z.string(),
  stage: z.enum(MARKER_STAGES).optional(),
  reason: z.string(),
  since: instant,
  refusals: z.int(),
  isGivenUp: z.boolean(),
  isTold: z.boolean().optional(),
  isPlan: z.boolean().optional(),
} satisfies ShapeOf<Unshown>);

/** Packed: what several runs want said while the tracker is down has to fit one item of 400 KB. */
const Comments = Packed.transform(unpack).pipe(
  z.array(z.object({ commentId: z.string(), body: z.string(), triedAt: instant.optional() })),
);

const PlanApproval = z.object({
  planHash: z.string(),
  text: z.string(),
  by: z.string(),
  at: instant,
  runId: z.string(),
} satisfies ShapeOf<PlanApprovalShape>);

/** Packed: the approved text may be long. */
const Plan = Packed.transform(unpack).pipe(
  z.object({
    runId: z.string(),
    ticketHash: z.string(),
    keys: z.array(z.enum(PLAN_KEYS)),
    edition: z.int().optional(),
    repository: z.string().optional(),
    formerRepository: z.string().optional(),
    approval: PlanApproval.optional(),
    refusal: z.object({ remark: z.string(), text: z.string() } satisfies ShapeOf<PlanRefusal>).optional(),
  } satisfies ShapeOf<TicketPlan>),
);

/** A ticket record as the table keeps it. */
export const TicketItem = z.object({
  ...ticketRef,
  key: z.string(),
  title: z.string(),
  url: z.string(),
  status: z.enum(TICKET_STATUSES),
  mappingId: z.string().optional(),
  bucketId: z.string().optional(),
  runId: z.string().optional(),
  runAt: instant.optional(),
  endedRunId: z.string().optional(),
  plan: Plan.optional(),
  prOpenAt: instant.optional(),
  // Absent in records of older versions.
  prClosedAt: instant.optional(),
  isLeftOpen: z.boolean().optional(),
  pastPrUrls: z.array(z.string()).optional(),
  prUrl: z.string().optional(),
  followUpRunId: z.string().optional(),
  dispatchedAt: z.partialRecord(PhaseSchema, instant),
  failureReason: z.string().optional(),
  failuresInARow: z.partialRecord(PhaseSchema, z.int()),
  waiting: Waiting.optional(),
  next: NextRun.optional(),
  offered: Offered.optional(),
  comments: Comments,
  shownStage: z.enum([...MARKER_STAGES, 'unknown']),
  shownAt: instant.optional(),
  showFailures: z.int(),
  // Absent in records of older versions.
  unshown: z.array(UnshownItem).optional(),
  remindAt: instant.optional(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
} satisfies ShapeOf<TicketRecord>);
