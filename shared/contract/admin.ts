import * as z from 'zod';
import { EXECUTORS } from '../domain/executors.ts';
import { TRACKERS } from '../domain/ticket.ts';
import { AccessList, AccessParams, MadeToken, NewToken } from './access-views.ts';
import { AuditList, AuditQuery } from './audit-views.ts';
import { BlockedTicket, PlanView } from './blocked-ticket.ts';
import { Check } from './check.ts';
import { DeadLetterCounts, DeadLetterView, QueueSchema } from './dead-letter-views.ts';
import { DryRun } from './dry-run.ts';
import { MappingChange, MappingInput } from './mapping-input.ts';
import { MappingView } from './mapping-record.ts';
import { dollars, line } from './mapping-text.ts';
import { PLAN_REMARK_LENGTH } from './plan-remark.ts';
import { FindingList, PullRequestList, PullRequestParams } from './pull-request-views.ts';
import { NamedMapping, RunList, RunsQuery } from './run-list.ts';
import { LiveRunView, RunDetail, RunView } from './run-views.ts';
import { PhaseSchema } from './runner.ts';
import { SpendingList, SpendingView, TicketSpending } from './spending-views.ts';
import { SyncView, TemplatesView } from './template-views.ts';
import { TicketDetail, TicketList, TicketsQuery } from './ticket-views.ts';
import { TrackerCheck } from './tracker-check.ts';
import { TrendReport, TrendsQuery } from './trend-views.ts';
import { SpendReport } from './waste-views.ts';

/** The admin API: what each operation takes and answers. Answers are strict, so that nothing else slips out. */

const instant = z.iso.datetime();
const whole = z.int();
const someText = z.string().optional();
const TrackerSchema = z.enum(TRACKERS);

export const BucketView = z.strictObject({
  bucketId: z.string(),
  /** What people call it; absent where it is called as its one mapping. */
  title: someText,
  limit: whole,
  /** Names of the mappings that share it. */
  mappings: z.array(z.string()),
  holders: z.array(
    z.strictObject({
      ticketId: z.string(),
      /** Absent when the run is not among those in flight (any more). */
      ticketKey: someText,
      runId: z.string(),
      phase: PhaseSchema,
      since: instant,
    }),
  ),
});
export type BucketView = z.infer<typeof BucketView>;

export const Overview = z.strictObject({
  /** The server's time, by which durations are told. */
  now: instant,
  runs: z.array(LiveRunView),
  buckets: z.array(BucketView),
  /** Tickets on which nothing goes on until a person does something: those that wait longest of `wantingCount`. */
  wanting: z.array(BlockedTicket),
  wantingCount: whole,
  /** What runs that began today (UTC) and are over cost, in US dollars. */
  spentTodayUsd: z.number(),
  /** The newest runs that are over. */
  recent: z.array(RunView),
  suspended: z.array(z.strictObject({ mappingId: z.string(), name: z.string(), reason: z.string(), at: instant })),
  /** Tickets on which something is wanted that the tracker did not take, the newest ten of `unshownCount`. */
  unshown: z.array(
    z.strictObject({
      tracker: TrackerSchema,
      ticketId: z.string(),
      key: z.string(),
      url: z.string(),
      items: z.array(
        z.strictObject({ subject: z.string(), reason: z.string(), since: instant, isGivenUp: z.boolean() }),
      ),
    }),
  ),
  unshownCount: whole,
  mappingCount: whole,
  /** Of mappings that spent most of today's budget: what is left of it. */
  budgets: z.array(SpendingView.extend({ mappingId: z.string(), name: z.string(), day: z.iso.date() })),
  /** The stop of all runs that is in force. */
  stop: z.strictObject({ by: z.string(), at: instant, reason: z.string(), mappings: whole, runs: whole }).optional(),
  deadLetters: DeadLetterCounts,
  polls: z.array(
    z.strictObject({
      tracker: TrackerSchema,
      failuresInARow: whole,
      notBefore: instant.optional(),
      lastError: someText,
      /** It refuses our credential: nothing helps but a new one. */
      isRefused: z.boolean().optional(),
      lastSucceededAt: instant.optional(),
      /** More are marked than one poll reads: since when polls go through them, and how many they have read. */
      round: z.strictObject({ beganAt: instant, tickets: whole }).optional(),
    }),
  ),
  /** Those that ever delivered. */
  webhooks: z.array(
    z.strictObject({
      source: z.enum(['github', ...TRACKERS]),
      deliveredAt: instant,
      /** What polls found without them. */
      missed: whole,
      missedAt: instant.optional(),
    }),
  ),
});
export type Overview = z.infer<typeof Overview>;

const MappingList = z.strictObject({
  mappings: z.array(MappingView),
  /** The executors that this deployment has. */
  executors: z.array(z.enum(EXECUTORS)),
  /** The trackers that it has. */
  trackers: z.array(TrackerSchema),
});

const Reason = z.strictObject({
  /** One line for people: it stands in the audit log, on the ticket and on the run. */
  reason: line(300).regex(/^[^\p{Cc}]*$/u, 'One line of text.'),
});

/** The budget that is to hold for this ticket or day alone, in US dollars. */
const Raise = z.strictObject({ toUsd: dollars(0.01, 100_000) });

/** So many days, today included. */
const wholeDays = (most: number) =>
  z.coerce.number(`1 to ${most} days.`).int().min(1).max(most, `1 to ${most} days.`).optional();

const nothing = z.object({});
const ofMapping = z.object({ params: z.object({ mappingId: z.string().max(64) }) });
const ofTicket = z.object({ params: z.object({ tracker: TrackerSchema, ticketId: z.string().max(128) }) });

/** Every operation but the session's own. `params` come from the path, `query` from the address, `body` is JSON. */
export const ADMIN_OPERATIONS = {
  readOverview: { input: nothing, answer: Overview },
  listRuns: { input: z.object({ query: RunsQuery }), answer: RunList },
  readRun: { input: z.object({ params: z.object({ runId: z.string().length(26) }) }), answer: RunDetail },
  listPullRequests: { input: nothing, answer: PullRequestList },
  listFindings: { input: z.object({ params: PullRequestParams }), answer: FindingList },
  listBlocked: { input: nothing, answer: z.strictObject({ now: instant, tickets: z.array(BlockedTicket) }) },
  listMappings: { input: nothing, answer: MappingList },
  listAudit: { input: z.object({ query: AuditQuery }), answer: AuditList },
  listDeadLetters: {
    input: nothing,
    answer: z.strictObject({ now: instant, counts: DeadLetterCounts, letters: z.array(DeadLetterView) }),
  },
  discardDeadLetter: {
    input: z.object({ params: z.object({ queue: QueueSchema, messageId: z.string().max(100) }), body: Reason }),
    answer: z.strictObject({ messageId: z.string() }),
  },
  createMapping: { input: z.object({ body: MappingInput }), answer: MappingView },
  updateMapping: { input: ofMapping.extend({ body: MappingChange }), answer: MappingView },
  pauseMapping: { input: ofMapping, answer: MappingView },
  resumeMapping: { input: ofMapping, answer: MappingView },
  deleteMapping: {
    input: ofMapping.extend({ body: Reason.partial().default({}) }),
    answer: z.strictObject({ mappingId: z.string() }),
  },
  dryRun: { input: ofMapping, answer: DryRun },
  checkTracker: { input: ofMapping, answer: TrackerCheck },
  readTemplates: { input: ofMapping, answer: TemplatesView },
  syncTemplates: { input: ofMapping, answer: SyncView },
  cancelRun: {
    input: z.object({ params: z.object({ runId: z.string().length(26) }), body: Reason }),
    answer: z.strictObject({ runId: z.string() }),
  },
  cancelTicket: { input: ofTicket.extend({ body: Reason }), answer: z.strictObject({ cancelled: whole }) },
  cancelMapping: { input: ofMapping.extend({ body: Reason }), answer: z.strictObject({ cancelled: whole }) },
  stopAll: { input: z.object({ body: Reason }), answer: z.strictObject({ mappings: whole, runs: whole }) },
  undoStop: { input: nothing, answer: z.strictObject({ mappings: whole, runs: whole }) },
  readHealth: {
    input: nothing,
    answer: z.strictObject({
      now: instant,
      version: z.string(),
      trackers: z.array(TrackerSchema),
      executors: z.array(z.enum(EXECUTORS)),
      checks: z.array(Check),
      mappings: z.array(NamedMapping),
    }),
  },
  readSpend: { input: z.object({ query: z.strictObject({ days: wholeDays(90) }) }), answer: SpendReport },
  readTrends: { input: z.object({ query: TrendsQuery.extend({ days: wholeDays(90) }) }), answer: TrendReport },
  listSpending: {
    input: z.object({ query: z.object({ days: wholeDays(400) }) }),
    answer: SpendingList,
  },
  readTicketSpending: { input: ofTicket, answer: TicketSpending },
  raiseTicketBudget: { input: ofTicket.extend({ body: Raise }), answer: SpendingView },
  raiseDayBudget: { input: ofMapping.extend({ body: Raise.extend({ day: z.iso.date() }) }), answer: SpendingView },
  listTickets: { input: z.object({ query: TicketsQuery }), answer: TicketList },
  readTicket: { input: ofTicket, answer: TicketDetail },
  retryTicket: { input: ofTicket, answer: z.strictObject({ runId: z.string() }) },
  unparkTicket: { input: ofTicket, answer: z.strictObject({ runId: z.string() }) },
  readPlan: { input: ofTicket, answer: PlanView },
  approvePlan: {
    input: ofTicket.extend({ body: z.strictObject({ planHash: z.string().max(64) }) }),
    answer: z.strictObject({ runId: z.string() }),
  },
  askAnotherPlan: {
    input: ofTicket.extend({
      body: z.strictObject({ planHash: z.string().max(64), remark: z.string().trim().min(1).max(PLAN_REMARK_LENGTH) }),
    }),
    answer: z.strictObject({ runId: z.string() }),
  },
  listAccess: { input: nothing, answer: AccessList },
  createToken: { input: z.object({ body: NewToken }), answer: MadeToken },
  revokeAccess: {
    input: z.object({ params: AccessParams, body: Reason.partial().default({}) }),
    answer: z.strictObject({ accessId: z.string() }),
  },
  replayDeadLetters: {
    input: z.object({ params: z.object({ queue: QueueSchema }) }),
    /** `left`: those for which the time did not suffice. */
    answer: z.strictObject({ replayed: whole, left: whole }),
  },
} as const;
export type OperationName = keyof typeof ADMIN_OPERATIONS;

/** What a caller sends. */
export type OperationRequest<Name extends OperationName> = z.input<(typeof ADMIN_OPERATIONS)[Name]['input']>;
/** What the operation gets, defaults filled in. */
type OperationInput<Name extends OperationName> = z.output<(typeof ADMIN_OPERATIONS)[Name]['input']>;
export type OperationAnswer<Name extends OperationName> = z.infer<(typeof ADMIN_OPERATIONS)[Name]['answer']>;
type Operations<Name extends OperationName> = {
  [Each in Name]: (input: OperationInput<Each>) => Promise<OperationAnswer<Each>>;
};
/** Those that look into target repositories are served by a function of their own, which alone has the App's key. */
export type TemplateOperations = Operations<'readTemplates' | 'syncTemplates'>;
export type AdminOperations = Operations<Exclude<OperationName, keyof TemplateOperations>>;

/** An error as RFC 9457 problem details with a stable `code`; `errors` say what is wrong with which field. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: whole,
  code: z.string(),
  detail: someText,
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
