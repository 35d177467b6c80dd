import { acceptDispatch, type DispatchOrder } from './dispatch-rules.ts';
import { branchHead, looseHead } from './git/refs.ts';
import { APPS } from './operations/apps.ts';
import { ARTIFACTS } from './operations/artifacts.ts';
import { CHECKS } from './operations/checks.ts';
import { COLLABORATORS } from './operations/collaborators.ts';
import { COMMENTS } from './operations/comments.ts';
import { CONTENTS } from './operations/contents.ts';
import { DELIVERIES } from './operations/deliveries.ts';
import { GIT_DATA } from './operations/git-data.ts';
import { jobAnswer } from './operations/job-answer.ts';
import { nextLink, paged, requireModelled } from './operations/paging.ts';
import { PULLS } from './operations/pulls.ts';
import { REACTION_OPERATIONS } from './operations/reactions.ts';
import { REFS } from './operations/refs.ts';
import { REVIEWS } from './operations/reviews.ts';
import { RULES } from './operations/rules.ts';
import { type CheckedRequest, type Handler, type OperationAnswer, permitted, type World } from './operations/world.ts';
import { GitHubProblem, notFound } from './problem.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';
import {
  createRun,
  isTimeRange,
  listRuns,
  type RunFilters,
  type WorkflowJob,
  type WorkflowRun,
} from './workflow-runs.ts';
import { workflowAt } from './workflows-at.ts';

/** The operations that are served, by operation id; each checks its credential before it says anything. */
export const HANDLERS: Record<string, Handler> = {
  ...APPS,
  ...ARTIFACTS,
  ...CHECKS,
  ...COLLABORATORS,
  ...COMMENTS,
  ...CONTENTS,
  ...DELIVERIES,
  ...GIT_DATA,
  ...PULLS,
  ...REACTION_OPERATIONS,
  ...REFS,
  ...REVIEWS,
  ...RULES,
  'repos/get': (world, request) => {
    const repository = permitted(world, request, ['metadata', 'read']);
    return { status: 200, body: world.answers.repository(repository) };
  },
  'actions/create-workflow-dispatch': dispatch,
  'actions/list-workflow-runs': async (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    const file = request.asked.parameters['workflow_id'] ?? '';
    if ((await workflowAt(repository, repository.defaultBranch, file)) === undefined) throw notFound();
    return list(world, request, repository, (run) => run.workflow === file);
  },
  'actions/list-workflow-runs-for-repo': (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    return list(world, request, repository, () => true);
  },
  'actions/get-workflow-run': (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    return { status: 200, body: world.answers.run(runOf(world, request, repository), repository) };
  },
  'actions/list-jobs-for-workflow-run-attempt': (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    const run = runOf(world, request, repository);
    // Jobs of earlier attempts are not kept.
    if (Number(request.asked.parameters['attempt_number']) !== run.attempt) throw notFound();
    const show = (job: WorkflowJob) => jobAnswer(world, run, job);
    return paged(world, request, run.jobs ?? [], show, (jobs, total) => ({ total_count: total, jobs }));
  },
  'actions/cancel-workflow-run': (world, request) => {
    const repository = permitted(world, request, ['actions', 'write']);
    const run = runOf(world, request, repository);
    if (run.status === 'completed') throw new GitHubProblem(409, 'Cannot cancel a workflow run that is completed.');
    world.runs.cancel(run);
    return { status: 202, body: {} };
  },
};

/** A run that is created late is not there before its time. */
function runOf(world: World, { asked }: CheckedRequest, repository: SimulatedRepository): WorkflowRun {
  const id = Number(asked.parameters['run_id']);
  const run = world.state().runs.find((r) => r.id === id && r.repository === fullName(repository));
  if (run === undefined || run.createdAt > world.clock.now()) throw notFound();
  return run;
}

/** Real time in which a run that starts early must have been answered; then its dispatch is answered all the same. */
const EARLY_START_MS = 8000;

async function dispatch(world: World, request: CheckedRequest): Promise<OperationAnswer> {
  const repository = permitted(world, request, ['actions', 'write']);
  const workflow = request.asked.parameters['workflow_id'] ?? '';
  const order = request.body as unknown as DispatchOrder;
  const branches = [...(repository.branches ?? []), ...(await branchesNamed(repository, order.ref))];
  const { defaultBranch } = repository;
  const declared = await workflowAt(repository, branches.includes(order.ref) ? order.ref : defaultBranch, workflow);
  const inputs = acceptDispatch({ defaultBranch, branches }, declared, order);
  const asked = { repository: fullName(repository), workflow, branch: order.ref, inputs };
  const run = createRun(world.state(), world.clock, world.slow, asked);
  const { behaviour, gate } = world.runs.begin(run);
  if (behaviour === 'starts-early') await withinRealTime(gate, EARLY_START_MS);
  return order.return_run_details === true ? { status: 200, body: world.answers.runDetails(run) } : { status: 204 };
}

/** The branch of that name, if there is one. */
async function branchesNamed({ gitDir }: SimulatedRepository, branch: string): Promise<string[]> {
  if (gitDir === undefined) return [];
  const head = looseHead(gitDir, branch) ?? (await branchHead(gitDir, branch));
  return head === undefined ? [] : [branch];
}

async function withinRealTime(promise: Promise<void>, ms: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, over]);
  clearTimeout(timer);
}

function list(
  world: World,
  { asked, query }: CheckedRequest,
  repository: SimulatedRepository,
  isWanted: (run: WorkflowRun) => boolean,
): OperationAnswer {
  requireModelled(query, 'event', 'status', 'branch', 'created', 'exclude_pull_requests');
  if (query['created'] !== undefined && !isTimeRange(query['created'])) throw new GitHubProblem(422, 'Invalid created');
  const ours = world.state().runs.filter((run) => run.repository === fullName(repository) && isWanted(run));
  const filters: RunFilters = query;
  const page = listRuns(ours, world.clock.now(), filters);
  const body = { total_count: page.total, workflow_runs: page.runs.map((run) => world.answers.run(run, repository)) };
  if (!page.hasNext) return { status: 200, body };
  return { status: 200, body, headers: { link: nextLink(world.urls.api(), asked, query) } };
}
