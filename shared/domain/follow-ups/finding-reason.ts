import type { Instant } from '../time.ts';
import { FINDING_REASONS, type FindingRecord } from './finding.ts';
import { budgetAgainAt } from './plan-follow-up.ts';
import type { PullRequestRecord } from './pull-request-record.ts';

/** What is known of a finding's pull request. */
interface Surroundings {
  record: PullRequestRecord;
  findings: readonly FindingRecord[];
  now: Instant;
  /** Why no run of its mapping may begin, if so. */
  hold?: string | undefined;
}

/** Why a finding stands as it does, for people: none is open without a word. */
export function reasonOf({ state, reason, answeredBy }: FindingRecord, on: Surroundings): string {
  if (reason !== undefined) return FINDING_REASONS[reason];
  if (state === 'open') return waiting(on);
  const commit = answeredBy?.commit;
  return commit === undefined ? 'A run answered it without a change.' : `A run answered it with ${commit.slice(0, 8)}.`;
}

function waiting({ record, findings, now, hold }: Surroundings): string {
  const { state, current, endedRunId, next } = record;
  if (state !== 'open') return `The pull request is ${state}, so no run answers it.`;
  if (current !== undefined && current.runId !== endedRunId)
    return 'A follow-up is at work; what it was not given, the next one is.';
  if (hold !== undefined) return `No run answers it: ${hold}.`;
  if (next !== undefined) return 'The next follow-up is given it.';
  const againAt = budgetAgainAt(record, findings, now);
  if (againAt !== undefined)
    return `Follow-ups that begin by themselves are used up until ${againAt.slice(0, 16).replace('T', ' ')} UTC; /ai-implement begins one now.`;
  return 'It is taken up once the pull request was quiet for a minute.';
}
