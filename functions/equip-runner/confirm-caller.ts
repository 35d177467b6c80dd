import type { StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { EXECUTOR_RULES } from '../../shared/domain/executors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { type WorkflowClaims, wrongClaim } from '../../shared/domain/workflow-claims.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/**
 * Makes sure that the caller is a job of the run's own workflow file, in the workflow run and attempt that it names: what
 * stands in the inputs can be read by all jobs of the workflow run, GitHub's signature names the one that calls. Outside
 * of Actions nobody signs: there the result token must do, and that on a laptop only, whatever the record of the run says.
 * Answers what GitHub attests, if anybody did.
 */
export async function confirmCaller(
  deps: Pick<EquipRunnerDeps, 'workflows' | 'repositories' | 'hasLocalExecutor'>,
  run: Run,
  { execution, oidcToken }: { execution: StartRequest; oidcToken: string | undefined },
): Promise<WorkflowClaims | undefined> {
  if (EXECUTOR_RULES[run.executor].vouchedBy === 'nobody') {
    if (deps.hasLocalExecutor) return undefined;
    throw new AppError(
      'executor_refused',
      `nobody vouches for a run that executes ${run.executor}: only a laptop takes it`,
    );
  }
  if (oidcToken === undefined || oidcToken === '') {
    throw new AppError('missing_oidc', 'send an OIDC token of the calling job as x-github-oidc-token');
  }
  const claims = await deps.workflows.verify(oidcToken);
  const repositoryId = await deps.repositories.repositoryId(run);
  const wrong = wrongClaim(claims, { run, repositoryId, ...execution });
  if (wrong !== undefined) {
    throw new AppError('oidc_refused', `the OIDC token is not one of this run: its claim "${wrong}" does not fit`);
  }
  return claims;
}
