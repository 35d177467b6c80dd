import type { Candidate } from '../../shared/contract/events.ts';
import type { RelatedTickets } from '../../shared/contract/runner.ts';
import type { FindingRecord } from '../../shared/domain/follow-ups/finding.ts';
import type { FollowUpRequest } from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { PlanRefusal } from '../../shared/domain/plan.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';

/** A candidate that was checked, with what it is admitted under. */
export interface AdmissionRequest {
  candidate: Candidate;
  mapping: ProjectMapping;
  ticket: Ticket;
  /** 1, and one more for each pull request of the ticket that is merged or closed. */
  round: number;
  related: RelatedTickets;
  /** The approved plan, where there is one. */
  planningContext: string | undefined;
  /** The plan instead of which another is wanted, and why. */
  refused?: PlanRefusal | undefined;
  /** On a follow-up: where its pull request is, and what it is to answer. */
  followUp: FollowUpTarget | undefined;
}

export interface FollowUpTarget {
  owner: string;
  repo: string;
  pullNumber: number;
  /** The branch of the pull request. */
  head: string;
  requests: readonly FollowUpRequest[];
  /** What stands open on it, longest known first. */
  findings: readonly FindingRecord[];
}
