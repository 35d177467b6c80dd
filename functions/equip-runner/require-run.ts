import { AppError } from '../../shared/domain/errors.ts';
import { type Run, takesToken } from '../../shared/domain/run.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/** The run that the token names; a token for another phase than the run's is refused. */
export async function requireRun(deps: Pick<EquipRunnerDeps, 'runs'>, claims: TokenClaims): Promise<Run> {
  const run = await deps.runs.read(claims.runId);
  if (run === undefined) throw new AppError('unknown_run', 'there is no such run');
  if (!takesToken(run, claims)) throw new AppError('bad_signature', 'the tokens of this run are signed by a key pair');
  if (run.phase !== claims.phase) throw new AppError('phase_mismatch', `this run is for ${run.phase}`);
  return run;
}
