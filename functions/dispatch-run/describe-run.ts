import type { Finding, RelatedTickets, RunContext } from '../../shared/contract/runner.ts';
import { pathGuardOf } from '../../shared/domain/allowed-paths.ts';
import { branchName } from '../../shared/domain/branch-name.ts';
import { EXECUTOR_RULES } from '../../shared/domain/executors.ts';
import type { FindingRecord } from '../../shared/domain/follow-ups/finding.ts';
import { instructionOf } from '../../shared/domain/follow-ups/instruction.ts';
import { commentName } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { bucketIdOf, type MappingSettings } from '../../shared/domain/mapping.ts';
import { LEASE_MS, type Run } from '../../shared/domain/run.ts';
import { plus } from '../../shared/domain/time.ts';
import type { AdmissionRequest, FollowUpTarget } from './admission-request.ts';

/** The run as it is admitted: everything later uses what stands here, whatever happens to ticket or mapping. */
export function describeRun({
  candidate,
  mapping,
  ticket,
  round,
  followUp,
  at,
  claimId,
  capUsd,
}: Omit<AdmissionRequest, 'related' | 'planningContext' | 'refused'> & {
  at: string;
  claimId: string;
  capUsd: number;
}): Run {
  const { runId, phase, tracker, ticketId, attempt, retryOf, isExplicit } = candidate;
  const { mappingId, owner, repo, defaultBranch, executor, provider, awsRegion } = mapping;
  const { maxTurns, maxIterations, maxJobMinutes, budgetStopsSubscription, runnerImage } = mapping;
  return {
    ...{ runId, phase, tracker, ticketId, attempt, retryOf, isExplicit },
    ...{ mappingId, owner, repo, defaultBranch, executor, provider, awsRegion },
    ...{ maxTurns, maxIterations, runnerImage, budgetUsdPerRun: capUsd },
    ...(budgetStopsSubscription && { budgetStopsSubscription }),
    ...(EXECUTOR_RULES[executor].isSized && sizeOf(mapping)),
    maxJobMinutes: phase === 'planning' ? undefined : maxJobMinutes,
    ticketKey: ticket.key,
    ticketTitle: ticket.title,
    ticketUrl: ticket.url,
    bucketId: bucketIdOf(mapping),
    branch: followUp?.head ?? branchName(ticket.key, ticket.title, { prefix: mapping.branchPrefix, round }),
    workflowFile: phase === 'planning' ? mapping.planWorkflowFile : mapping.implementWorkflowFile,
    status: 'reserved',
    reservedAt: at,
    leaseUntil: plus(at, LEASE_MS),
    claimId,
    tokenAlg: 'EdDSA',
    dispatchesTaken: 1,
    dispatchesAllowed: 1,
    dispatchAskedAt: at,
    ...(followUp && placeOf(followUp)),
  };
}

/** What the run's machine is like. */
function sizeOf({ machineCpus, machineMemoryMb, machineRegion, extraEnv }: MappingSettings) {
  return { machineCpus, machineMemoryMb, machineRegion, extraEnv };
}

/** Where the pull request is, wherever the mapping leads now. */
function placeOf({ owner, repo, pullNumber, requests }: FollowUpTarget) {
  return { owner, repo, followUp: { pullNumber, comments: requests.map(commentName) } };
}

/** What the runner gets at start. */
export function describeContext(run: Run, admitted: Omit<AdmissionRequest, 'candidate' | 'round'>): RunContext {
  const { mapping, ticket, related, planningContext, refused, followUp } = admitted;
  const { runId, phase, owner, repo, defaultBranch, branch, provider } = run;
  const { tracker, ticketId, key, title, description, url } = ticket;
  return {
    ...{ runId, phase, owner, repo, defaultBranch, branch, provider },
    ticket: { tracker, ticketId, key, title, description, url },
    caps: given({
      maxTurns: run.maxTurns,
      maxIterations: run.maxIterations,
      jobMinutes: run.maxJobMinutes,
      budgetUsd: run.budgetUsdPerRun,
      stopsSubscription: run.budgetStopsSubscription,
    }),
    ...given({ awsRegion: run.awsRegion, runnerImage: run.runnerImage, planningContext, refusedPlan: refused }),
    ...given({ pathGuard: pathGuardOf(mapping) }),
    ...(isEmpty(related) ? {} : { relatedTickets: related }),
    ...(followUp && { followUp: workOf(followUp) }),
  };
}

function workOf({ pullNumber, requests, findings }: FollowUpTarget) {
  return { pullNumber, findings: findings.map(findingOf), ...given({ instruction: instructionOf(requests) }) };
}

/** As the runner gets it; its answer goes to the comment that began the thread, whose number it can hold up to 2^53. */
function findingOf({ fingerprint, source, path, line, thread, body }: FindingRecord): Finding {
  const rootId = Number(thread?.rootId);
  const reviewCommentId = Number.isSafeInteger(rootId) ? rootId : undefined;
  return { fingerprint, source: source.login, body, ...given({ path, line, reviewCommentId }) };
}

function isEmpty({ parent, siblings, dependencies }: RelatedTickets): boolean {
  return parent === undefined && siblings.length + dependencies.length === 0;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
