import { approvePlan } from './approval.ts';
import { emptySection, type PlanKey, type PlanSection, repositoryOf } from './plan.ts';
import { planningContext } from './planning-context.ts';
import type { Run } from './run.ts';
import { approvalComment } from './ticket-comments.ts';
import { type TicketRecord, type WantedComment, withComment } from './ticket-record.ts';
import type { Instant } from './time.ts';

/** What a planning run made, and what it was made of. */
export interface NewPlan {
  /** Of the ticket's text as the run was given it. */
  ticketHash: string;
  planHash: string;
  sections: readonly PlanSection[];
  /** Whether the mapping has plans implemented without a person's word. */
  isApprovedAtOnce: boolean;
  commentId: (key: PlanKey | 'approval', edition: number | undefined) => string;
}

interface PlanNews {
  run: Run;
  plan: NewPlan;
  now: Instant;
  nextRunId: string;
  version: string;
  adminUrl: string;
}

/**
 * Takes a new plan into the ticket's record: its sections are wanted as comments, those that it has no more are emptied,
 * and either its implementation comes next or a comment says how to approve it.
 */
export function absorbPlan(base: TicketRecord, news: PlanNews): TicketRecord {
  const { plan, run, now, nextRunId, version, adminUrl } = news;
  const { planHash, ticketHash, sections } = plan;
  const keys = sections.map(({ key }) => key);
  const edition = base.plan?.edition;
  const formerRepository = run.renamedFrom && repositoryOf(run.renamedFrom);
  const named = { repository: repositoryOf(run), ...(formerRepository === undefined ? {} : { formerRepository }) };
  const renewed = { runId: run.runId, ticketHash, ...named, keys, ...(edition === undefined ? {} : { edition }) };
  const made = { ...base, plan: renewed, next: undefined, failureReason: undefined };
  const shown = commentsOf(base, plan).reduce(withComment, made);
  if (plan.isApprovedAtOnce) {
    const text = planningContext(sections.map(({ body }) => body));
    // A ticket that was given up already has lost its trigger.
    const isExplicit = run.isExplicit === true || base.status !== 'planning';
    return approvePlan(shown, { planHash, text, by: 'mapping', at: now, runId: nextRunId }, isExplicit);
  }
  const body = approvalComment({ tracker: run.tracker, version, adminUrl });
  return withComment(
    { ...shown, status: 'awaiting_approval' },
    { commentId: plan.commentId('approval', edition), body },
  );
}

function commentsOf(base: TicketRecord, { sections, commentId }: NewPlan): WantedComment[] {
  const gone = (base.plan?.keys ?? []).filter((key) => !sections.some((section) => section.key === key));
  return [...sections, ...gone.map((key) => ({ key, body: emptySection(key) }))].map(({ key, body }) => ({
    commentId: commentId(key, base.plan?.edition),
    body,
  }));
}
