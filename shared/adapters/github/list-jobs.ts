import * as z from 'zod';
import { hasAgentJob, type RunnerJob } from '../../domain/runner-jobs.ts';
import { type Instant, instant } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { Attempt, RepositoryName } from '../../ports/repository-access.ts';
import { orMissing } from './access-error.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';
import { GitHubId } from './github-id.ts';

const JobList = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      labels: z.array(z.string()),
      runner_name: z.string().nullish(),
      runner_group_name: z.string().nullish(),
      status: z.string(),
      started_at: z.iso.datetime({ offset: true }).nullish(),
    }),
  ),
});
type ListedJob = z.infer<typeof JobList>['jobs'][number];

/** More jobs than our workflow files have. */
const PAGE_SIZE = 100;

/** The jobs of one attempt that GitHub lists by now. Throws an error about GitHub's answer. */
export async function listJobs(
  client: GitHubClient,
  repository: RepositoryName,
  attempt: Attempt,
): Promise<RunnerJob[]> {
  const jobs = await jobsOf(client, repository, attempt);
  return jobs.map(({ name, labels, runner_name, runner_group_name }) => ({
    name,
    labels,
    runnerName: runner_name ?? undefined,
    runnerGroup: runner_group_name ?? undefined,
  }));
}

/** The newest of the jobs that are in progress; undefined where those that are left wait for machines. Throws as `listJobs` does. */
export async function jobInProgress(
  client: GitHubClient,
  repository: RepositoryName,
  attempt: Attempt,
): Promise<{ startedAt: Instant } | undefined> {
  const jobs = await jobsOf(client, repository, attempt);
  const started = jobs.flatMap((job) => (job.status === 'in_progress' && job.started_at ? job.started_at : []));
  const newest = Math.max(...started.map((at) => Date.parse(at)));
  return started.length === 0 ? undefined : { startedAt: instant(newest) };
}

async function jobsOf(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  { workflowRunId, runAttempt }: Attempt,
): Promise<ListedJob[]> {
  const { data } = await client.request(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
    { owner, repo, run_id: Number(workflowRunId), attempt_number: runAttempt, per_page: PAGE_SIZE },
  );
  return understood(JobList, data).jobs;
}

const RunList = z.object({
  workflow_runs: z.array(z.object({ id: GitHubId, run_attempt: z.int().default(1) })),
});

/** Surplus runs end at the gate, without the agent's job. */
const MOST_RUNS = 5;

/** The jobs of the newest run in which the agent worked; none where there is no such run or workflow file. */
export async function latestJobs(
  client: GitHubClient,
  repository: RepositoryName,
  workflowFile: string,
): Promise<RunnerJob[]> {
  for (const { id, run_attempt: runAttempt } of await newestRuns(client, repository, workflowFile)) {
    const jobs = await orMissing(repository, ['workflow_run_missing', `the workflow run ${id}`], () =>
      listJobs(client, repository, { workflowRunId: id, runAttempt }),
    );
    if (hasAgentJob(jobs)) return jobs;
  }
  return [];
}

async function newestRuns(client: GitHubClient, { owner, repo }: RepositoryName, workflowFile: string) {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
      owner,
      repo,
      workflow_id: workflowFile,
      event: 'workflow_dispatch',
      status: 'completed',
      per_page: MOST_RUNS,
    });
    return understood(RunList, data).workflow_runs;
  } catch (error) {
    if (githubFailure(error, 0)?.status !== 404) throw error;
    return [];
  }
}
