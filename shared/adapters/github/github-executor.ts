import * as z from 'zod';
import type { Run } from '../../domain/run.ts';
import { understood } from '../../github/understood.ts';
import type { ExecutionState, Executor } from '../../ports/executor.ts';
import type { AppCredentials } from './app-installation.ts';
import { dispatchWorkflow } from './dispatch-workflow.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure, unavailable } from './github-error.ts';
import { listNamed } from './list-named.ts';
import { repositoryRefusal } from './repository-refusal.ts';
import { type RepositoryTokens, repositoryTokens } from './repository-tokens.ts';

export interface GitHubExecutorSettings extends AppCredentials {
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** Runs execute in GitHub Actions of their own repository, dispatched by our GitHub App. */
export function githubExecutor(settings: GitHubExecutorSettings): Executor {
  const now = settings.now ?? (() => Date.now());
  const tokens = repositoryTokens(settings, now);
  const dispatching = { tokens, now, freeOfRules: new Map<string, number>() };
  return {
    dispatch: (run, request) => dispatchWorkflow(dispatching, run, request),
    find: async (run) => (await orUndefined(tokens, now, run, (client) => listNamed(client, run))) ?? [],
    async cancel(run, workflowRunId) {
      await orUndefined(tokens, now, run, (client) => orderStop(client, run, workflowRunId));
    },
    job: (run, workflowRunId) =>
      orUndefined(tokens, now, run, async (client) => {
        const { jobInProgress } = await import('./list-jobs.ts');
        return jobInProgress(client, run, { workflowRunId, runAttempt: run.runAttempt ?? 1 });
      }),
    async state(run, workflowRunId) {
      const state = await orUndefined(tokens, now, run, (client) => readState(client, run, workflowRunId));
      return state === undefined ? 'gone' : stateOf(state);
    },
  };
}

const runPath = ({ owner, repo }: Run, workflowRunId: string) => ({ owner, repo, run_id: Number(workflowRunId) });

/**
 * Asks with a token for the run's repository, a new one when GitHub took the held one back. What is not there (404, 410),
 * or over already (409), is undefined; what GitHub refuses for good is a `RepositoryRefusal`, all other failures become
 * `ServiceUnavailable`.
 */
async function orUndefined<T>(
  tokens: RepositoryTokens,
  now: () => number,
  run: Run,
  ask: (client: GitHubClient) => Promise<T>,
): Promise<T | undefined> {
  const held = tokens.held(run);
  try {
    return await ask(held ?? (await tokens.mint(run)));
  } catch (error) {
    const failure = githubFailure(error, now());
    if (failure === undefined) throw error;
    if ([404, 409, 410].includes(failure.status ?? 0)) return undefined;
    if (failure.status !== 401 || held === undefined) throw repositoryRefusal(failure, run) ?? unavailable(failure);
    tokens.forget(run);
    return orUndefined(tokens, now, run, ask);
  }
}

async function orderStop(client: GitHubClient, run: Run, workflowRunId: string): Promise<void> {
  const route = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel';
  const { data } = await client.request(route, runPath(run, workflowRunId));
  understood(Accepted, data);
}

/** GitHub documents an empty object. */
const Accepted = z.union([z.literal(''), z.object({})]);

async function readState(client: GitHubClient, run: Run, workflowRunId: string) {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  return understood(WorkflowRunState, (await client.request(route, runPath(run, workflowRunId))).data);
}

const WorkflowRunState = z.object({ status: z.string().nullable(), conclusion: z.string().nullish() });

function stateOf({ status, conclusion }: z.infer<typeof WorkflowRunState>): ExecutionState {
  if (status === 'completed' || typeof conclusion === 'string') return { ended: conclusion ?? undefined };
  return status === 'in_progress' ? 'in_progress' : 'queued';
}
