import type { Run } from './run.ts';

/** What GitHub attests of a calling job, in its words. `sub` is left out: its shape depends on settings of the organisation. */
export interface WorkflowClaims {
  repository: string;
  repository_id: string;
  /** The workflow that was dispatched, as `owner/repo/.github/workflows/file@ref`. */
  workflow_ref: string;
  /** The file in which the job stands: another than the above when that is a reusable workflow. */
  job_workflow_ref: string;
  event_name: string;
  /** The branch or the merge ref on which the workflow runs. */
  ref?: string | undefined;
  /** The login of who set the workflow off. */
  actor?: string | undefined;
  run_id: string;
  run_attempt: string;
  /** Whose machine it runs on: `github-hosted` or `self-hosted`. Older servers do not say. */
  runner_environment?: string | undefined;
}

type IdentityClaim = Exclude<keyof WorkflowClaims, 'runner_environment' | 'ref' | 'actor'>;

/** The execution that a caller must be part of. */
export interface ExpectedJob {
  run: Pick<Run, 'owner' | 'repo' | 'workflowFile' | 'defaultBranch'>;
  repositoryId: string;
  workflowRunId: string;
  runAttempt: number;
}

/**
 * The first claim that does not fit, if any. The job must stand in the dispatched workflow file itself: a reusable
 * workflow, as that of the agent, runs foreign code.
 */
export function wrongClaim(claims: WorkflowClaims, expected: ExpectedJob): IdentityClaim | undefined {
  const { run } = expected;
  const repository = `${run.owner}/${run.repo}`;
  const file = `/.github/workflows/${run.workflowFile}@refs/heads/${run.defaultBranch}`;
  const verdicts: Record<IdentityClaim, boolean> = {
    repository: isSameName(claims.repository, repository),
    repository_id: claims.repository_id === expected.repositoryId,
    event_name: claims.event_name === 'workflow_dispatch',
    workflow_ref: isFileOf(claims.workflow_ref, repository, file),
    job_workflow_ref: isFileOf(claims.job_workflow_ref, repository, file),
    run_id: claims.run_id === expected.workflowRunId,
    run_attempt: claims.run_attempt === String(expected.runAttempt),
  };
  return (Object.keys(verdicts) as IdentityClaim[]).find((claim) => !verdicts[claim]);
}

/** The repository that a caller names as its own; undefined where that is no name. */
export function repositoryIn({
  repository,
}: Pick<WorkflowClaims, 'repository'>): Pick<Run, 'owner' | 'repo'> | undefined {
  const [owner, repo, ...rest] = repository.split('/');
  return owner && repo && rest.length === 0 ? { owner, repo } : undefined;
}

/** GitHub takes names of owners and repositories in any case, and tells them as they were created. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isFileOf(ref: string, repository: string, file: string): boolean {
  return isSameName(ref.slice(0, repository.length), repository) && ref.slice(repository.length) === file;
}
