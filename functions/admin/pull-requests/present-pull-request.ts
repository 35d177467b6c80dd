import type { PullRequestView } from '../../../shared/contract/pull-request-views.ts';
import { followUpsWithinADay } from '../../../shared/domain/follow-ups/follow-ups.ts';
import { instructionOf } from '../../../shared/domain/follow-ups/instruction.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { holdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';

/** Characters of an instruction that a list shows. */
const SHOWN_INSTRUCTION = 200;

/** What stands around a pull request; undefined what is gone. */
interface Surroundings {
  now: Instant;
  ticket: TicketRecord | undefined;
  mapping: ProjectMapping | undefined;
}

export function presentPullRequest(record: PullRequestRecord, around: Surroundings): PullRequestView {
  const { owner, repo, number, url, state, isDraft, head, base, deliveredAt, reconciledAt, updatedAt } = record;
  const { ticket } = around;
  return {
    ...{ repository: `${owner}/${repo}`, number, url, state, isDraft, head, base },
    ticket: ticket && { tracker: ticket.tracker, key: ticket.key, title: ticket.title, url: ticket.url },
    running: state === 'open' ? runningOn(record, ticket) : undefined,
    next: state === 'open' ? nextOn(record, around.mapping) : undefined,
    followUpsIn24h: followUpsWithinADay(record, around.now).length,
    unanswered: record.wanted.length,
    ...{ deliveredAt, reconciledAt, updatedAt },
  };
}

/** A follow-up whose end was not taken in, else the implementation that opened it and is not over. */
function runningOn(
  { current, endedRunId, url }: PullRequestRecord,
  ticket: TicketRecord | undefined,
): PullRequestView['running'] {
  if (current !== undefined && current.runId !== endedRunId) return { runId: current.runId, phase: 'gap-fill' };
  const isImplementing = ticket?.status === 'implementing' && ticket.prUrl === url;
  if (!isImplementing || ticket.runId === undefined || ticket.runId === ticket.endedRunId) return undefined;
  return { runId: ticket.runId, phase: 'implementation' };
}

function nextOn({ next }: PullRequestRecord, mapping: ProjectMapping | undefined): PullRequestView['next'] {
  if (next === undefined) return undefined;
  const { attempt, notBefore, requests } = next;
  return {
    ...{ attempt, notBefore },
    askedBy: [...new Set(requests.map(({ by }) => by))],
    instruction: instructionOf(requests)?.slice(0, SHOWN_INSTRUCTION),
    heldBy: mapping === undefined ? 'its project mapping was deleted' : holdOf(mapping)?.detail,
  };
}
