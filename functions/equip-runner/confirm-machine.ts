import type { StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { wrongMachineClaim } from '../../shared/domain/machine-claims.ts';
import type { Run } from '../../shared/domain/run.ts';
import { refusedClaim, requiredToken } from './caller-refusals.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/** The one machine that was made for the run, as it was made: another of the app, or this one changed since, is refused. */
export async function confirmMachine(
  { machines }: Pick<EquipRunnerDeps, 'machines'>,
  run: Run,
  { execution, oidcToken }: { execution: StartRequest; oidcToken: string | undefined },
): Promise<void> {
  if (machines === undefined) throw new AppError('executor_refused', 'no run executes on Fly in this deployment');
  const claims = await machines.verify(requiredToken(oidcToken, 'machine'));
  const { workflowRunId: executionId, runAttempt } = execution;
  const wrong = wrongMachineClaim(claims, { run, app: machines.app, executionId });
  if (wrong !== undefined) throw refusedClaim(wrong);
  // A machine runs once: there is no second try of it by which an older session would be followed.
  if (runAttempt !== 1) throw new AppError('oidc_refused', 'a machine has one attempt only');
}
