import type { JsonObject } from '../json-schema.ts';
import type { WorkflowJob, WorkflowRun } from '../workflow-runs.ts';
import type { World } from './world.ts';

/** The groups in which runners are unless somebody makes others. */
const GROUPS = { 'github-hosted': 'GitHub Actions', 'self-hosted': 'Default' } as const;

/** A job as lists show it. */
export function jobAnswer(
  { description, urls }: Pick<World, 'description' | 'urls'>,
  run: WorkflowRun,
  { name, status, conclusion, labels = [], runner }: WorkflowJob,
): JsonObject {
  return description.complete('job', {
    ...{ name, status, conclusion, labels: [...labels], head_branch: run.branch },
    run_id: run.id,
    run_url: `${urls.api()}/repos/${run.repository}/actions/runs/${run.id}`,
    runner_name: runner?.name ?? null,
    runner_group_name: runner === undefined ? null : GROUPS[runner.environment],
  });
}
