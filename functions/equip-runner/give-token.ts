import type { GitHubTokenAnswer, GitHubTokenRequest } from '../../shared/contract/runner.ts';
import { isUnwanted } from '../../shared/domain/cancel-wish.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { isLive, type Phase, type Run } from '../../shared/domain/run.ts';
import { elapsedMs, type Instant, MINUTE_MS } from '../../shared/domain/time.ts';
import type { TokenPermissions } from '../../shared/ports/repository-access.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import { confirmCaller } from './confirm-caller.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';
import { requireRun } from './require-run.ts';

export interface TokenRequest {
  claims: TokenClaims;
  sessionKey: string | undefined;
  oidcToken: string | undefined;
  /** @default what the phase may */
  wanted?: GitHubTokenRequest;
}

/** Never `workflows`: no run may change what runs execute. Comments on pull requests need no more than the latter. */
const PERMISSIONS: Record<Phase, TokenPermissions> = {
  planning: { contents: 'read' },
  implementation: { contents: 'write', pull_requests: 'write', checks: 'read' },
  'gap-fill': { contents: 'write', pull_requests: 'write', checks: 'read' },
};

/** Who has reported may still finish what it writes to GitHub. */
const AFTER_REPORT_MS = 5 * MINUTE_MS;

/**
 * Gives the execution that passed the gate a token for its one repository. Each call mints a new one, since a job may
 * outlive the hour of a token.
 */
export async function giveToken(deps: EquipRunnerDeps, request: TokenRequest): Promise<GitHubTokenAnswer> {
  const run = await requireRun(deps, request.claims);
  requireSessionKey(deps, run, request.sessionKey);
  requireUnfinished(run, deps.clock.now());
  const caller = await confirmCaller(deps, run, { execution: boundExecution(run), oidcToken: request.oidcToken });
  return deps.repositories.mintToken(
    caller.run,
    request.wanted?.access === 'read' ? PERMISSIONS.planning : PERMISSIONS[run.phase],
  );
}

function requireSessionKey(deps: Pick<EquipRunnerDeps, 'keys'>, run: Run, sessionKey: string | undefined): void {
  if (sessionKey === undefined || sessionKey === '') {
    throw new AppError('missing_session_key', 'send the session key of the start answer as x-session-key');
  }
  // Hashes of random keys are compared, so their timing tells nothing about the key.
  if (run.sessionKeyHash !== deps.keys.hash(sessionKey)) {
    throw new AppError('wrong_session_key', 'this is not the newest session key of the run');
  }
}

/** What a person wants cancelled is over for its runner from that moment on: what is not pushed by then is not pushed. */
function requireUnfinished(run: Run, now: Instant): void {
  const { status, reportedAt } = run;
  if (isLive(status) && !isUnwanted(run)) return;
  if (reportedAt !== undefined && elapsedMs(reportedAt, now) < AFTER_REPORT_MS) return;
  throw new AppError('run_over', 'this run is over; end without work');
}

/** What passed the gate; a run with a session key has both. */
function boundExecution({ workflowRunId, runAttempt }: Run) {
  if (workflowRunId === undefined || runAttempt === undefined) {
    throw new AppError('wrong_session_key', 'no execution of this run has passed the gate');
  }
  return { workflowRunId, runAttempt };
}
