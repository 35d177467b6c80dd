import * as z from 'zod';
import type { DispatchFailureCode } from '../../domain/failures/dispatch-failures.ts';
import { adviceFor } from '../../domain/failures/failures.ts';
import type { Run } from '../../domain/run.ts';
import { instant } from '../../domain/time.ts';
import type { DispatchOutcome } from '../../ports/executor.ts';
import { UnusableKey } from './app-installation.ts';
import { type GitHubFailure, githubFailure, RETRY_MS } from './github-error.ts';
import { GitHubId } from './github-id.ts';
import { REFUSAL_CODES } from './repository-refusal.ts';

/** The answer to `return_run_details`, which Octokit's types do not know yet. */
const RunDetails = z.object({ workflow_run_id: GitHubId, html_url: z.url() });

/** A success without details leaves open which workflow run it was. */
export function outcomeOfAnswer(data: unknown): DispatchOutcome {
  const details = RunDetails.safeParse(data);
  if (!details.success) return { outcome: 'unanswered' };
  return { outcome: 'dispatched', workflowRunId: details.data.workflow_run_id, url: details.data.html_url };
}

/** `detail` names what of the repository it is about, and GitHub's words where they say more. */
export function refusedMapping(code: DispatchFailureCode, detail = ''): DispatchOutcome {
  return { outcome: 'refused', concerns: 'mapping', code, reason: adviceFor(code, detail) };
}

const nameOf = ({ owner, repo }: Run) => `${owner}/${repo}`;
const fileOf = (run: Run) => `.github/workflows/${run.workflowFile} in ${nameOf(run)}`;

/** The order itself failed: only an answer that says so proves that it had no effect. */
export function outcomeOfDispatchFailure(error: unknown, run: Run, now: number): DispatchOutcome {
  const failure = githubFailure(error, now);
  if (failure === undefined) throw error;
  const { status, retryAt, lasting, message } = failure;
  if (retryAt !== undefined) return { outcome: 'deferred', retryAt };
  if (status === undefined || status >= 500) return { outcome: 'unanswered' };
  if (lasting !== undefined) return refusedMapping(REFUSAL_CODES[lasting], `${nameOf(run)} (${message})`);
  if (status === 404) return refusedMapping('workflow_missing', fileOf(run));
  if (status === 401) return refusedMapping('app_not_permitted', `${nameOf(run)} (${message})`);
  return status === 422 ? unprocessable(run, failure) : refusedTicket(failure);
}

/** No token could be had, so the order was never sent. */
export function outcomeOfTokenFailure(error: unknown, run: Run, now: number): DispatchOutcome {
  if (error instanceof UnusableKey) return refusedMapping('app_credential_refused', error.message);
  const failure = githubFailure(error, now);
  if (failure === undefined) throw error;
  const { status, message, retryAt, isClockWrong } = failure;
  if (retryAt !== undefined) return { outcome: 'deferred', retryAt };
  if (status === undefined || status >= 500) {
    return { outcome: 'deferred', retryAt: instant(now + RETRY_MS), ...(isClockWrong ? { reason: message } : {}) };
  }
  return refusedMapping(tokenRefusal(failure), `${nameOf(run)} (${message})`);
}

function tokenRefusal({ status, lasting }: GitHubFailure): DispatchFailureCode {
  if (lasting !== undefined) return REFUSAL_CODES[lasting];
  if (status === 404) return 'app_not_installed';
  return status === 401 ? 'app_credential_refused' : 'app_not_permitted';
}

function refusedTicket({ status, message }: GitHubFailure): DispatchOutcome {
  return {
    ...{ outcome: 'refused', concerns: 'ticket', code: 'run_refused' },
    reason: `GitHub refused this run (${status}): ${message}`,
  };
}

/** What GitHub says with 422 about the repository rather than about this one order. */
const REPOSITORY_REFUSALS: { says: RegExp; code: DispatchFailureCode; detail: (run: Run) => string }[] = [
  { says: /no ref found/i, code: 'default_branch_missing', detail: (run) => `${run.defaultBranch} of ${nameOf(run)}` },
  { says: /does not have.*workflow_dispatch/i, code: 'workflow_outdated', detail: fileOf },
  { says: /disabled workflow/i, code: 'workflow_disabled', detail: fileOf },
  { says: /disabled/i, code: 'actions_disabled', detail: fileOf },
  { says: /unexpected inputs|required input|parse workflow/i, code: 'workflow_outdated', detail: fileOf },
];

function unprocessable(run: Run, failure: GitHubFailure): DispatchOutcome {
  const row = REPOSITORY_REFUSALS.find(({ says }) => says.test(failure.message));
  return row === undefined ? refusedTicket(failure) : refusedMapping(row.code, row.detail(run));
}
