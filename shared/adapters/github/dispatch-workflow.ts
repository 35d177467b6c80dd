import { fitInputs } from '../../contract/run-inputs.ts';
import type { RunRequest } from '../../contract/runner.ts';
import type { Run } from '../../domain/run.ts';
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

/** One order. A token that GitHub took back is replaced: a 401 proves that the order had no effect. */
export async function dispatchWorkflow(
  { tokens, now }: { tokens: RepositoryTokens; now: () => number },
  run: Run,
  request: RunRequest,
): Promise<DispatchOutcome> {
  const held = tokens.held(run);
  let client = held;
  try {
    client ??= await tokens.mint(run);
  } catch (error) {
    return outcomeOfTokenFailure(error, run, now());
  }
  const obstacle = await obstacleTo(client, run, now);
  if (obstacle !== undefined) return refusedMapping('branch_rules', obstacle);
  try {
    return outcomeOfAnswer(await order(client, run, fitInputs(request)));
  } catch (error) {
    if (held === undefined || githubFailure(error, now())?.status !== 401) {
      return outcomeOfDispatchFailure(error, run, now());
    }
    tokens.forget(run);
    return dispatchWorkflow({ tokens, now }, run, request);
  }
}

/**
 * What a run would meet only after it was paid. A look that fails hinders nothing: the order itself tells what is wrong with the
 * repository.
 */
async function obstacleTo(client: GitHubClient, run: Run, now: () => number): Promise<string | undefined> {
  const message = `${run.ticketKey}: ${run.ticketTitle}\n\n${run.ticketUrl}\n\nAI-Implement-Run: ${run.runId}\n`;
  try {
    const [first] = await pushObstacles(client, run, {
      branch: run.branch,
      isNew: run.followUp === undefined,
      message,
    });
    return first;
  } catch (error) {
    if (githubFailure(error, now()) === undefined) throw error;
    return undefined;
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
