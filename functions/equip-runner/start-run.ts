import { StartAnswer, type StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { HEARTBEAT_MS, MISSED_BEATS_TO_ASK, type Run } from '../../shared/domain/run.ts';
import { plus } from '../../shared/domain/time.ts';
import type { CallerIdentity } from '../../shared/ports/caller-identity.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { RunStart, RunStore } from '../../shared/ports/run-store.ts';
import type { SecretKeys, TokenClaims } from '../../shared/ports/run-tokens.ts';
import type { TimerStore } from '../../shared/ports/timer-store.ts';

export interface StartRunDeps {
  clock: Clock;
  runs: Pick<RunStore, 'read' | 'start' | 'readContext'>;
  timers: Pick<TimerStore, 'set'>;
  keys: SecretKeys;
  caller: CallerIdentity;
}

/**
 * The gate: lets one execution of a run work, and no other. The same workflow run and attempt may call again and gets
 * a new session key, which makes the older one worthless.
 */
export async function startRun(deps: StartRunDeps, claims: TokenClaims, request: StartRequest): Promise<StartAnswer> {
  const run = await deps.runs.read(claims.runId);
  if (run === undefined) throw new AppError('unknown_run', 'there is no such run');
  if (run.phase !== claims.phase) throw new AppError('phase_mismatch', `this run is for ${run.phase}`);
  const caller = await deps.caller.confirm(run, request);
  const sessionKey = deps.keys.generate();
  const at = deps.clock.now();
  const started = await pass(deps, run, { ...caller, sessionKeyHash: deps.keys.hash(sessionKey), at });
  await deps.timers.set({
    kind: 'check-run',
    dueAt: plus(at, MISSED_BEATS_TO_ASK * HEARTBEAT_MS),
    tracker: started.tracker,
    ticketId: started.ticketId,
    runId: started.runId,
  });
  const context = await deps.runs.readContext(started.runId);
  if (context === undefined) throw new Error(`run ${started.runId} has no context`);
  return StartAnswer.parse({ sessionKey, context });
}

async function pass(deps: StartRunDeps, run: Run, start: RunStart): Promise<Run> {
  const started = await deps.runs.start(run.runId, start);
  switch (started.outcome) {
    case 'started':
      return started.run;
    case 'taken':
      throw new AppError('run_taken', 'another execution works on this run; end without work');
    case 'over':
      throw new AppError('run_over', 'this run is over; end without work');
    case 'unknown':
      throw new AppError('unknown_run', 'there is no such run');
  }
}
