import type { WorkflowClaims } from './workflow-claims.ts';

/** What GitHub attests of a job of `comment-trigger.yml`. */
export type TriggerClaims = WorkflowClaims;

export const TRIGGER_FILE = 'comment-trigger.yml';

/** The events under which the file runs, and whether GitHub takes the file of the default branch or that of the pull request. */
const EVENTS: Readonly<Record<string, 'default branch' | 'pull request'>> = {
  issue_comment: 'default branch',
  pull_request_review: 'pull request',
  pull_request_review_comment: 'pull request',
};

type TriggerClaim = 'event_name' | 'ref' | 'workflow_ref' | 'job_workflow_ref' | 'actor';

/**
 * The first claim that does not fit, if any: the job stands in the trigger file itself, on the default branch or on the merge ref
 * of the very pull request, and GitHub says who acted.
 */
export function wrongTriggerClaim(
  claims: TriggerClaims,
  { pullNumber, defaultBranch }: { pullNumber: number; defaultBranch: string },
): TriggerClaim | undefined {
  const { repository, event_name, ref, workflow_ref, job_workflow_ref, actor } = claims;
  const from = EVENTS[event_name];
  if (from === undefined) return 'event_name';
  const expected = from === 'default branch' ? `refs/heads/${defaultBranch}` : `refs/pull/${pullNumber}/merge`;
  if (ref !== expected) return 'ref';
  const file = `${repository}/.github/workflows/${TRIGGER_FILE}@${ref}`;
  if (workflow_ref !== file) return 'workflow_ref';
  if (job_workflow_ref !== file) return 'job_workflow_ref';
  return actor === undefined || actor === '' ? 'actor' : undefined;
}

export function isDefaultBranch({ ref }: TriggerClaims, defaultBranch: string): boolean {
  return ref === `refs/heads/${defaultBranch}`;
}
