import { AppError } from '../../shared/domain/errors.ts';
import { type Run, takesToken } from '../../shared/domain/run.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import type { RunnerCallbackDeps } from './runner-callback-deps.ts';

/** The run that the token names; a token for another phase than the run's is refused. */
export async function requireRun(deps: Pick<RunnerCallbackDeps, 'runs'>, claims: TokenClaims): Promise<Run> {
  const run = await deps.runs.read(claims.runId);
  if (run === undefined) throw new AppError('unknown_run', 'there is no such run');
  if (!takesToken(run, claims)) throw new AppError('bad_signature', 'the tokens of this run are signed by a key pair');
  if (run.phase !== claims.phase) throw new AppError('phase_mismatch', `this run is for ${run.phase}`);
  return run;
}

/** The run, if the caller holds the newest session key that the gate gave out for it. */
export async function requireSession(
  deps: Pick<RunnerCallbackDeps, 'runs' | 'keys'>,
  claims: TokenClaims,
  sessionKey: string | undefined,
): Promise<Run> {
  if (sessionKey === undefined || sessionKey === '') {
    throw new AppError('missing_session_key', 'send the session key of the start answer as x-session-key');
  }
  const run = await requireRun(deps, claims);
  // Hashes of random keys are compared, so their timing tells nothing about the key.
  if (run.sessionKeyHash !== deps.keys.hash(sessionKey)) {
    throw new AppError('wrong_session_key', 'this is not the newest session key of the run');
  }
  return run;
}
