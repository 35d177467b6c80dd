import * as z from 'zod';
import type { Run } from '../../domain/run.ts';
import { instant } from '../../domain/time.ts';
import type { DispatchOutcome } from '../../ports/executor.ts';
import { UnusableKey } from './app-installation.ts';
import { type GitHubFailure, githubFailure, RETRY_MS } from './github-error.ts';
import { GitHubId } from './github-id.ts';

/** The answer to `return_run_details`, which Octokit's types do not know yet. */
const RunDetails = z.object({ workflow_run_id: GitHubId, html_url: z.url() });

/** A success without details leaves open which workflow run it was. */
export function outcomeOfAnswer(data: unknown): DispatchOutcome {
  const details = RunDetails.safeParse(data);
  if (!details.success) return { outcome: 'unanswered' };
  return { outcome: 'dispatched', workflowRunId: details.data.workflow_run_id, url: details.data.html_url };
}

const refusedMapping = (reason: string): DispatchOutcome => ({ outcome: 'refused', concerns: 'mapping', reason });
const nameOf = ({ owner, repo }: Run) => `${owner}/${repo}`;

/** The order itself failed: only an answer that says so proves that it had no effect. */
export function outcomeOfDispatchFailure(error: unknown, run: Run, now: number): DispatchOutcome {
  const failure = githubFailure(error, now);
  if (failure === undefined) throw error;
  const { status, retryAt } = failure;
  if (retryAt !== undefined) return { outcome: 'deferred', retryAt };
  if (status === undefined || status >= 500) return { outcome: 'unanswered' };
  if (status === 301) return refusedMapping(moved(run));
  if (status === 404) return refusedMapping(missingWorkflow(run));
  if (status === 401 || status === 403) return refusedMapping(forbidden(run, failure));
  return status === 422 ? unprocessable(run, failure) : refusedTicket(failure);
}

/** No token could be had, so the order was never sent. */
export function outcomeOfTokenFailure(error: unknown, run: Run, now: number): DispatchOutcome {
  if (error instanceof UnusableKey) return refusedMapping(UNUSABLE_KEY);
  const failure = githubFailure(error, now);
  if (failure === undefined) throw error;
  const { status, retryAt } = failure;
  if (retryAt !== undefined) return { outcome: 'deferred', retryAt };
  if (status === undefined || status >= 500) return { outcome: 'deferred', retryAt: instant(now + RETRY_MS) };
  return refusedMapping(tokenRefusal(run, failure));
}

const UNUSABLE_KEY =
  'The private key of the GitHub App cannot be used. Store the whole PEM file that GitHub gave, then resume the mapping.';

function tokenRefusal(run: Run, { status, message }: GitHubFailure): string {
  const name = nameOf(run);
  if (status === 404) {
    return `The GitHub App is not installed on ${name}, or there is no such repository. Install it there, then resume the mapping.`;
  }
  if (status === 401) {
    return `GitHub does not accept the App's id and private key (${message}). Correct them, then resume the mapping.`;
  }
  if (status === 403) {
    return `GitHub gives the App no access to ${name} (${message}). Lift the suspension of its installation, then resume the mapping.`;
  }
  return `The installation of the GitHub App does not cover ${name} with the permission "Actions: write" (${message}). Select the repository and accept the permission, then resume the mapping.`;
}

function moved(run: Run): string {
  return `${nameOf(run)} was renamed or moved. Correct the mapping's repository, then resume the mapping.`;
}

function missingWorkflow(run: Run): string {
  return `${nameOf(run)} has no workflow file .github/workflows/${run.workflowFile} on its default branch, or the App cannot see it. Update the workflow files by sync, then resume the mapping.`;
}

function forbidden(run: Run, { message }: GitHubFailure): string {
  return `GitHub does not let the App start workflows in ${nameOf(run)} (${message}). Allow Actions there and accept the App's permissions, then resume the mapping.`;
}

function refusedTicket({ status, message }: GitHubFailure): DispatchOutcome {
  return { outcome: 'refused', concerns: 'ticket', reason: `GitHub refused this run (${status}): ${message}` };
}

/** What GitHub says with 422 about the repository rather than about this one order, and what to do about it. */
const REPOSITORY_REFUSALS: { says: RegExp; reason: (run: Run) => string }[] = [
  {
    says: /no ref found/i,
    reason: (run) => `The branch ${run.defaultBranch} does not exist in ${nameOf(run)}. Correct the mapping's branch.`,
  },
  {
    says: /does not have.*workflow_dispatch/i,
    reason: (run) =>
      `The workflow ${run.workflowFile} of ${nameOf(run)} cannot be dispatched. Update the workflow files by sync, then resume the mapping.`,
  },
  {
    says: /disabled/i,
    reason: (run) =>
      `The workflow ${run.workflowFile}, or Actions as a whole, is disabled in ${nameOf(run)}. Enable it there, then resume the mapping.`,
  },
  {
    says: /unexpected inputs|required input|parse workflow/i,
    reason: (run) =>
      `The workflow ${run.workflowFile} of ${nameOf(run)} does not fit this version. Update the workflow files by sync, then resume the mapping.`,
  },
];

function unprocessable(run: Run, failure: GitHubFailure): DispatchOutcome {
  const known = REPOSITORY_REFUSALS.find(({ says }) => says.test(failure.message));
  return known === undefined ? refusedTicket(failure) : refusedMapping(known.reason(run));
}
