import type { Phase } from '../../shared/domain/run.ts';
import type { WorkflowClaims } from '../../shared/domain/workflow-claims.ts';

/** The workflow file that is dispatched for a phase of `aRun()`. */
export function workflowRefOf(phase: Phase = 'implementation'): string {
  const file = phase === 'planning' ? 'claude-plan.yml' : 'claude-implement.yml';
  return `acme/backend/.github/workflows/${file}@refs/heads/main`;
}

/** What GitHub attests of the gate's job in the first attempt of workflow run 9000, dispatched for `aRun()`. */
export function aWorkflowClaims(overrides: Partial<WorkflowClaims> = {}): WorkflowClaims {
  return {
    repository: 'acme/backend',
    repository_id: '4711',
    workflow_ref: workflowRefOf(),
    job_workflow_ref: workflowRefOf(),
    event_name: 'workflow_dispatch',
    run_id: '9000',
    run_attempt: '1',
    runner_environment: 'github-hosted',
    ...overrides,
  };
}
