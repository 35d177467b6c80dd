import * as z from 'zod';
import { fitInputs } from '../../contract/run-inputs.ts';
import type { RunRequest } from '../../contract/runner.ts';
import type { Run } from '../../domain/run.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { DispatchOutcome } from '../../ports/executor.ts';
import { pushObstacles } from './branch-rules.ts';
import {
  outcomeOfAnswer,
  outcomeOfDispatchFailure,
  outcomeOfTokenFailure,
  refusedMapping,
} from './dispatch-outcome.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';
import type { RepositoryTokens } from './repository-tokens.ts';

/** A repository whose rules hindered nothing is not asked for them again for so long. What a newer rule refuses is kept as a patch. */
const FREE_MS = HOUR_MS;

interface Dispatching {
  tokens: RepositoryTokens;
  now: () => number;
  /** By repository, when its rules last hindered nothing. */
  freeOfRules: Map<string, number>;
}

/** One order. A token that GitHub took back is replaced: a 401 proves that the order had no effect. */
export async function dispatchWorkflow(
  dispatching: Dispatching,
  run: Run,
  request: RunRequest,
): Promise<DispatchOutcome> {
  const { tokens, now } = dispatching;
  const held = tokens.held(run);
  let client = held;
  try {
    client ??= await tokens.mint(run);
  } catch (error) {
    return outcomeOfTokenFailure(error, run, now());
  }
  const obstacle = await obstacleTo(dispatching, client, run);
  if (obstacle !== undefined) return refusedMapping('branch_rules', obstacle);
  try {
    return outcomeOfAnswer(await order(client, run, fitInputs(request)));
  } catch (error) {
    if (held === undefined || githubFailure(error, now())?.status !== 401) {
      const outcome = outcomeOfDispatchFailure(error, run, now());
      return isWithoutBranch(outcome) ? branchRefusal(client, run, now()) : outcome;
    }
    tokens.forget(run);
    return dispatchWorkflow(dispatching, run, request);
  }
}

/**
 * What a run would meet only after it was paid. A look that fails hinders nothing: the order itself tells what is wrong with the
 * repository.
 */
async function obstacleTo(
  { now, freeOfRules }: Dispatching,
  client: GitHubClient,
  run: Run,
): Promise<string | undefined> {
  const name = `${run.owner}/${run.repo}`.toLowerCase();
  if (now() - (freeOfRules.get(name) ?? Number.NEGATIVE_INFINITY) < FREE_MS) return undefined;
  const message = `${run.ticketKey}: ${run.ticketTitle}\n\n${run.ticketUrl}\n\nAI-Implement-Run: ${run.runId}\n`;
  try {
    const [first] = await pushObstacles(client, run, {
      branch: run.branch,
      isNew: run.followUp === undefined,
      message,
    });
    if (first === undefined) freeOfRules.set(name, now());
    return first;
  } catch (error) {
    if (githubFailure(error, now()) === undefined) throw error;
    return undefined;
  }
}

const Branch = z.object({ name: z.string().min(1) });

function isWithoutBranch(outcome: DispatchOutcome): boolean {
  return outcome.outcome === 'refused' && outcome.code === 'default_branch_missing';
}

/** GitHub sends whoever looks for a renamed branch on to it, but takes no order for its former name. A look that fails tells no name. */
async function branchRefusal(client: GitHubClient, run: Run, now: number): Promise<DispatchOutcome> {
  const { owner, repo, defaultBranch: branch } = run;
  const missing = `${branch} of ${owner}/${repo}`;
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/branches/{branch}', { owner, repo, branch });
    const { name } = understood(Branch, data);
    return refusedMapping(
      'default_branch_missing',
      name === branch ? missing : `${missing}, which is called ${name} now`,
    );
  } catch (error) {
    if (githubFailure(error, now) === undefined) throw error;
    return refusedMapping('default_branch_missing', missing);
  }
}

async function order(client: GitHubClient, run: Run, inputs: ReturnType<typeof fitInputs>): Promise<unknown> {
  const { owner, repo } = run;
  const { data } = await client.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
    owner,
    repo,
    workflow_id: run.workflowFile,
    ref: run.defaultBranch,
    inputs,
    return_run_details: true,
    // What is ordered anew is to go where its mapping says; a run that was ordered before goes on.
    request: { redirect: 'error' },
  });
  return data;
}
