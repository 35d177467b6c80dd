import type { StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { wrongMachineClaim } from '../../shared/domain/machine-claims.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/** The one machine that was made for the run, as it was made: another of the app, or this one changed since, is refused. */
export async function confirmMachine(
  { machines }: Pick<EquipRunnerDeps, 'machines'>,
  run: Run,
  { execution, oidcToken }: { execution: StartRequest; oidcToken: string | undefined },
): Promise<void> {
  if (machines === undefined) throw new AppError('executor_refused', 'no run executes on Fly in this deployment');
  if (!oidcToken) throw new AppError('missing_oidc', 'send an OIDC token of the machine as x-github-oidc-token');
  const claims = await machines.verify(oidcToken);
  const { workflowRunId: executionId, runAttempt } = execution;
  const wrong = wrongMachineClaim(claims, { run, app: machines.app, executionId });
  if (wrong !== undefined) {
    throw new AppError('oidc_refused', `the OIDC token is not one of this run: its claim "${wrong}" does not fit`);
  }
  // A machine runs once: there is no second try of it by which an older session would be followed.
  if (runAttempt !== 1) throw new AppError('oidc_refused', 'a machine has one attempt only');
}
