import type { CheckRunRecord } from '../code-state.ts';
import { resolveCommit } from '../git/refs.ts';
import type { JsonObject } from '../json-schema.ts';
import { GitHubProblem } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { paged, requireModelled } from './paging.ts';
import { appAnswer } from './people-answers.ts';
import { type CheckedRequest, gitDirOf, type Handler, permitted, repositoryUrl, type World } from './world.ts';

/** Check runs; commit statuses, their older sibling, are none. */
export const CHECKS: Record<string, Handler> = {
  'checks/list-for-ref': async (world, request) => {
    const repository = permitted(world, request, ['checks', 'read']);
    requireModelled(request.query, 'check_name', 'status', 'filter');
    const { check_name: name, status, filter = 'latest' } = request.query;
    const headSha = await commitOf(request, repository);
    const runs = checkRunsOf(world, repository, headSha)
      .filter((run) => filter === 'all' || isLatest(world, run))
      .filter((run) => name === undefined || run.name === name)
      .filter((run) => status === undefined || run.status === status);
    return paged(
      world,
      request,
      runs,
      (run) => checkRunAnswer(world, repository, run),
      (page, total) => ({ total_count: total, check_runs: page }),
    );
  },
  'repos/get-combined-status-for-ref': async (world, request) => {
    const repository = permitted(world, request, ['statuses', 'read']);
    const sha = await commitOf(request, repository);
    const url = `${repositoryUrl(world, repository)}/commits/${sha}`;
    const { default_branch: _, ...facts } = world.answers.repositoryFacts(repository);
    const status = { state: 'pending', sha, total_count: 0, statuses: [], commit_url: url, url: `${url}/status` };
    return {
      status: 200,
      body: world.description.complete('combined-commit-status', { ...status, repository: facts }),
    };
  },
};

async function commitOf({ asked }: CheckedRequest, repository: SimulatedRepository): Promise<string> {
  const ref = asked.parameters['ref'] ?? '';
  const sha = await resolveCommit(gitDirOf(repository), ref);
  if (sha === undefined) throw new GitHubProblem(422, `No commit found for SHA: ${ref}`);
  return sha;
}

/** Check runs of a commit, oldest first. */
export function checkRunsOf(world: World, repository: SimulatedRepository, headSha: string): CheckRunRecord[] {
  const { checkRuns } = world.state().code;
  return checkRuns.filter((run) => run.repository === fullName(repository) && run.headSha === headSha);
}

/** Whether no newer run of the same App has this name on this commit. */
export function isLatest(world: World, run: CheckRunRecord): boolean {
  const { checkRuns } = world.state().code;
  const last = checkRuns.findLast(
    (one) =>
      one.repository === run.repository &&
      one.headSha === run.headSha &&
      one.name === run.name &&
      one.appSlug === run.appSlug,
  );
  return last === run;
}

/** Check runs of one App on one commit are a suite, which has the number of the first of them. */
function suiteOf(world: World, run: CheckRunRecord): number {
  const { checkRuns } = world.state().code;
  const isBeside = (one: CheckRunRecord) =>
    one.repository === run.repository && one.headSha === run.headSha && one.appSlug === run.appSlug;
  return checkRuns.find(isBeside)?.id ?? run.id;
}

function checkRunAnswer(world: World, repository: SimulatedRepository, run: CheckRunRecord): JsonObject {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const page = `${world.urls.web}/${fullName(repository)}/runs/${run.id}`;
  return world.description.complete('check-run', {
    id: run.id,
    url,
    html_url: page,
    details_url: page,
    external_id: '',
    head_sha: run.headSha,
    name: run.name,
    status: run.status,
    conclusion: run.conclusion,
    started_at: seconds(run.startedAt),
    completed_at: run.completedAt === null ? null : seconds(run.completedAt),
    check_suite: { id: suiteOf(world, run) },
    app: appAnswer(world, run.appSlug),
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
  });
}
