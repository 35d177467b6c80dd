import { type TicketRef, ticketName } from './ticket.ts';
import type { Instant } from './time.ts';

/** The sections of a plan in the order in which people read them; each is a comment of its own on the ticket. */
export const PLAN_KEYS = ['architecture', 'test-plan', 'work-units', 'cross-story'] as const;
export type PlanKey = (typeof PLAN_KEYS)[number];

/** The exact first line of each section, by which people and tools know it. */
export const PLAN_HEADINGS: Record<PlanKey, string> = {
  architecture: '## 🏗️ AI Planning: Architecture Analysis',
  'test-plan': '## 🧪 AI Planning: Test Plan',
  'work-units': '## 🔧 AI Planning: Work Units',
  'cross-story': '## 🔗 AI Planning: Cross-Story Context',
};

export interface PlanSection {
  key: PlanKey;
  /** Markdown, its heading included. */
  body: string;
}

/** A person's word, or the mapping's setting, that a plan is to be implemented as it stood. */
export interface PlanApproval {
  /** Of the sections as they were read when they were approved. */
  planHash: string;
  /** Those sections, sanitised: exactly what the implementation is given. */
  text: string;
  /** `admin`; a person's name with the tracker, or the tracker alone; `mapping` when plans are approved by themselves. */
  by: string;
  at: Instant;
  /** The run that it asked for: two approvals of one plan make one. */
  runId: string;
}

/** A person's word that a plan is not what they want, for whoever makes the next one. */
export interface PlanRefusal {
  /** What is wanted instead. */
  remark: string;
  /** The sections that were refused, sanitised. */
  text: string;
}

/** The newest plan of a ticket; replaced whole when the ticket is planned anew. */
export interface TicketPlan {
  /** The planning run that made it. */
  runId: string;
  /** Of title and description as that run was given them. */
  ticketHash: string;
  /** For which it was made, as `owner/repo`; absent on plans of earlier versions. */
  repository?: string | undefined;
  /** What that was called when the planning run was ordered, where it was renamed since. */
  formerRepository?: string | undefined;
  /** The sections that it has. */
  keys: PlanKey[];
  approval?: PlanApproval | undefined;
  /** Another one was asked for, which is not made yet. */
  refusal?: PlanRefusal | undefined;
  /** Counts up when its comments were deleted: what people delete stays deleted, so a new plan stands in new ones. */
  edition?: number | undefined;
}

/** What a ticket says, as one text to be hashed: when it changes, a plan made for it is outdated. */
export function ticketText({ title, description }: { title: string; description: string }): string {
  return JSON.stringify([title, description]);
}

/** A plan as one text to be hashed. */
export function planText(sections: readonly PlanSection[]): string {
  return JSON.stringify(sections.map(({ key, body }) => [key, body]));
}

/** The name from which the id of a section's comment is made: of ticket and section, so that a new plan updates it. */
export function planCommentName(ref: TicketRef, key: PlanKey | 'approval', edition = 0): string {
  return `${ticketName(ref)} plan ${key}${edition === 0 ? '' : ` ${edition}`}`;
}

/** The comments in which the sections of a ticket's plan stand, in their order. */
export function planCommentsOf(
  ref: TicketRef,
  { keys, edition }: Pick<TicketPlan, 'keys' | 'edition'>,
  uuidFrom: (name: string) => string,
) {
  return keys.map((key) => ({ key, commentId: uuidFrom(planCommentName(ref, key, edition)) }));
}

/** The sections as their comments stand on the ticket now, edits of people included; one that was deleted is no part of the plan. */
export function standingSections(
  named: readonly { key: PlanKey; commentId: string }[],
  standing: readonly { commentId: string; body: string }[],
): PlanSection[] {
  return named.flatMap(({ key, commentId }) => {
    const found = standing.find((comment) => comment.commentId === commentId);
    return found === undefined ? [] : [{ key, body: found.body }];
  });
}

/** The sections among reported comments, in their order, each beginning with its heading; other keys are no plan. */
export function planSections(comments: readonly { key: string; body: string }[]): PlanSection[] {
  return PLAN_KEYS.flatMap((key) => {
    const body = comments.find((comment) => comment.key === key)?.body.trim() ?? '';
    if (body === '') return [];
    return [{ key, body: body.startsWith(PLAN_HEADINGS[key]) ? body : `${PLAN_HEADINGS[key]}\n\n${body}` }];
  });
}

/** What is left of a section's comment when the newest plan has no such section. */
export function emptySection(key: PlanKey): string {
  return `${PLAN_HEADINGS[key]}\n\nThe newest plan has no such section.`;
}

/** A repository as a plan names it. */
export function repositoryOf({ owner, repo }: { owner: string; repo: string }): string {
  return `${owner}/${repo}`.toLowerCase();
}

/** Whether the plan was made for another repository than this one. */
export function isPlanOfOther(
  plan: Pick<TicketPlan, 'repository' | 'formerRepository'> | undefined,
  repository: { owner: string; repo: string },
): boolean {
  if (plan?.repository === undefined) return false;
  return ![plan.repository, plan.formerRepository].includes(repositoryOf(repository));
}
