import type { WorkflowClaims } from '../../shared/domain/workflow-claims.ts';

const FILE = 'acme/backend/.github/workflows/claude-implement.yml@refs/heads/main';

/** What GitHub attests of the gate's job in the first attempt of workflow run 9000, dispatched for `aRun()`. */
export function aWorkflowClaims(overrides: Partial<WorkflowClaims> = {}): WorkflowClaims {
  return {
    repository: 'acme/backend',
    repository_id: '4711',
    workflow_ref: FILE,
    job_workflow_ref: FILE,
    event_name: 'workflow_dispatch',
    run_id: '9000',
    run_attempt: '1',
    ...overrides,
  };
}
