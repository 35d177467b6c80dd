import type { JobClaims } from './oidc-issuer.ts';
import { type RunFacts, refOf } from './run-facts.ts';
import type { Runner } from './run-play.ts';

/**
 * The claims of a job's identity token. `sub` has two forms: by names, and, for repositories that were created, renamed or
 * moved since 15 July 2026, by names and ids.
 */
export function jobClaims(
  facts: RunFacts,
  jobWorkflow: string,
  { subject, runner }: { subject: 'names' | 'ids'; runner: Runner },
): JobClaims {
  const { run, repository, sha, workflowPath } = facts;
  const [owner = '', name = ''] = repository.fullName.split('/');
  const ref = refOf(run);
  const reference = (path: string) => `${repository.fullName}/${path}@${ref}`;
  const place = subject === 'names' ? repository.fullName : `${owner}@${repository.ownerId}/${name}@${repository.id}`;
  return {
    sub: `repo:${place}:ref:${ref}`,
    ref,
    ref_type: 'branch',
    ref_protected: 'false',
    sha,
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: owner,
    repository_owner_id: String(repository.ownerId),
    repository_visibility: 'private',
    run_id: String(run.id),
    run_number: String(run.id % 100_000),
    run_attempt: String(run.attempt),
    actor: run.event?.actor ?? 'ai-implement[bot]',
    actor_id: '0',
    event_name: run.event?.name ?? 'workflow_dispatch',
    head_ref: '',
    base_ref: '',
    workflow: facts.workflowName,
    workflow_ref: reference(workflowPath),
    workflow_sha: sha,
    job_workflow_ref: reference(jobWorkflow),
    job_workflow_sha: sha,
    runner_environment: runner.environment,
  };
}
