import type { Candidate } from '../../shared/contract/events.ts';
import { AppError, ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { givenFindings } from '../../shared/domain/follow-ups/given-findings.ts';
import {
  addressOf,
  type PullRequestRecord,
  type PullRequestView,
} from '../../shared/domain/follow-ups/pull-request-record.ts';
import { isSettledBut } from '../../shared/domain/follow-ups/settled.ts';
import type { AdmissionRequest, FollowUpTarget } from './admission-request.ts';
import type { DispatchRunDeps } from './dispatch-run-deps.ts';

export type CheckedFollowUp =
  | ({ verdict: 'admit' } & Pick<AdmissionRequest, 'ticket' | 'round' | 'related' | 'planningContext' | 'followUp'>)
  | { verdict: 'drop'; reason: string; isTold: false };

/**
 * Looks at a follow-up that has no run yet: does its pull request still want it? Its ticket is read for its text alone: whether it
 * still bears a marker, or was closed, is no condition. What is dropped stays wanted, and is offered again while its pull request is open.
 */
export async function checkFollowUp(deps: DispatchRunDeps, candidate: Candidate): Promise<CheckedFollowUp> {
  const record = candidate.pull && (await deps.pullRequests.read(candidate.pull));
  if (record?.next?.runId !== candidate.runId) return drop('the pull request has moved on');
  if (record.state !== 'open') return drop('the pull request is not open');
  const obstacle = (await rivalOf(deps, record, candidate)) ?? (await obstacleOf(deps, record));
  if (obstacle !== undefined) return drop(obstacle);
  const ticket = await readTicket(deps, candidate);
  if (ticket === undefined) return drop('the ticket cannot be read');
  const planningContext = (await deps.tickets.read(candidate))?.plan?.approval?.text;
  const findings = givenFindings(await deps.pullRequests.findings(record));
  const { requests } = record.next;
  if (requests.length + findings.length === 0) return drop('nothing is left to answer');
  const followUp = followUpOf(record, { requests, findings });
  return { verdict: 'admit', ticket, round: 1, related: NO_RELATED, planningContext, followUp };
}

/** What another run answers is taken in first: this one would be given the same. */
async function rivalOf(
  deps: DispatchRunDeps,
  record: PullRequestRecord,
  candidate: Candidate,
): Promise<string | undefined> {
  if (!isSettledBut(record, candidate.runId)) return 'the follow-up before it is not settled yet';
  const { liveRunId } = (await deps.dispatchRecords.read(candidate)) ?? {};
  const isFree = liveRunId === undefined || liveRunId === candidate.runId;
  return isFree ? undefined : 'another run of the ticket is not over yet';
}

/** Why nothing is to be done on the pull request as GitHub has it now. */
async function obstacleOf(deps: DispatchRunDeps, record: PullRequestRecord): Promise<string | undefined> {
  const view = await viewOf(deps, record);
  if (view === undefined) return 'the pull request cannot be read';
  // The run that named it named another's: what is pushed goes to the branch of the pull request.
  if (view.head !== record.head) return 'the pull request is of another branch';
  return view.state === 'open' ? undefined : `the pull request is ${view.state}`;
}

/** As GitHub has it now; advance-run is told where the record has it otherwise. Undefined where that is not known. */
async function viewOf(deps: DispatchRunDeps, record: PullRequestRecord): Promise<PullRequestView | undefined> {
  const { tracker, ticketId, owner, repo, number } = record;
  const pull = { owner, repo, number };
  try {
    const view = await deps.host.read(addressOf(record));
    if (view !== undefined && view.state !== 'open')
      await deps.lifecycle.send({ type: 'PullRequestChanged', tracker, ticketId, pull, arrivalId: deps.ids.ulid() });
    return view;
  } catch (error) {
    if (error instanceof ServiceUnavailable || error instanceof AppError) return undefined;
    throw error;
  }
}

const NO_RELATED = { siblings: [], dependencies: [] };

function followUpOf(record: PullRequestRecord, work: Pick<FollowUpTarget, 'requests' | 'findings'>): FollowUpTarget {
  const { owner, repo, number: pullNumber } = addressOf(record);
  return { owner, repo, pullNumber, head: record.head, ...work };
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
