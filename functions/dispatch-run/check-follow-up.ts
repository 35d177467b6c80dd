import type { Candidate } from '../../shared/contract/events.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { PullRequestRecord } from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { AdmissionRequest } from './admission-request.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

export type CheckedFollowUp =
  | ({ verdict: 'admit' } & Pick<AdmissionRequest, 'ticket' | 'round' | 'related' | 'planningContext' | 'followUp'>)
  | { verdict: 'drop'; reason: string; isTold: false };

/**
 * Looks at a follow-up that has no run yet: does its pull request still want it? Its ticket is read for its text alone: whether it
 * still bears a marker, or was closed, is no condition. What is dropped stays wanted, and is offered again.
 */
export async function checkFollowUp(deps: DispatchRunDeps, candidate: Candidate): Promise<CheckedFollowUp> {
  const record = candidate.pull && (await deps.pullRequests.read(candidate.pull));
  if (record?.next?.runId !== candidate.runId) return drop('the pull request has moved on');
  if (record.state !== 'open') return drop('the pull request is not open');
  const ticket = await readTicket(deps, candidate);
  if (ticket === undefined) return drop('the ticket cannot be read');
  const planningContext = (await deps.tickets.read(candidate))?.plan?.approval?.text;
  const followUp = followUpOf(record, record.next);
  return { verdict: 'admit', ticket, round: 1, related: NO_RELATED, planningContext, followUp };
}

const NO_RELATED = { siblings: [], dependencies: [] };

function followUpOf(record: PullRequestRecord, { requests }: NonNullable<PullRequestRecord['next']>) {
  const { owner, repo, number: pullNumber, head } = record;
  return { owner, repo, pullNumber, head, requests };
}

async function readTicket(deps: DispatchRunDeps, { tracker, ticketId }: Candidate) {
  try {
    return await deps.trackers[tracker]?.read(ticketId);
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof ServiceRefusal) return undefined;
    throw error;
  }
}

function drop(reason: string): CheckedFollowUp {
  return { verdict: 'drop', reason, isTold: false };
}
