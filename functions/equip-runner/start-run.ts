import { StartAnswer, type StartRequest } from '../../shared/contract/runner.ts';
import { isUnwanted } from '../../shared/domain/cancel-wish.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { HEARTBEAT_MS, MISSED_BEATS_TO_ASK, type Run } from '../../shared/domain/run.ts';
import type { RunnerSeen } from '../../shared/domain/runner-seen.ts';
import { plus } from '../../shared/domain/time.ts';
import type { RunStart } from '../../shared/ports/run-store.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import { confirmCaller } from './confirm-caller.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';
import { requireOwnRunner } from './require-own-runner.ts';
import { requireRun } from './require-run.ts';

export interface Arrival {
  claims: TokenClaims;
  /** Which execution the caller says that it is. */
  execution: StartRequest;
  oidcToken: string | undefined;
}

/**
 * The gate: lets one execution of a run work, and no other. The same workflow run and attempt may call again and gets
 * a new session key, which makes the older one worthless.
 */
export async function startRun(deps: EquipRunnerDeps, arrival: Arrival): Promise<StartAnswer> {
  const { claims, oidcToken } = arrival;
  const { runnerSha256, ...execution } = arrival.execution;
  const { run, attested } = await confirmCaller(deps, await requireRun(deps, claims), { execution, oidcToken });
  if (isUnwanted(run)) throw runIsOver();
  if (attested !== undefined) await requireOwnRunner(deps, run, { execution, attested });
  const sessionKey = deps.keys.generate();
  const at = deps.clock.now();
  // Elsewhere than in a repository's jobs the runner is none that was synced.
  const runner = attested && (await runnerSeen(deps, runnerSha256));
  const started = await pass(deps, run, {
    ...execution,
    ...{ sessionKeyHash: deps.keys.hash(sessionKey), repositoryId: attested?.repository_id, runner, at },
  });
  await deps.timers.set({
    kind: 'check-run',
    dueAt: plus(at, MISSED_BEATS_TO_ASK * HEARTBEAT_MS),
    tracker: started.tracker,
    ticketId: started.ticketId,
    runId: started.runId,
  });
  const context = await deps.runs.readContext(started);
  if (context === undefined) throw new Error(`run ${started.runId} has no context`);
  return StartAnswer.parse({ sessionKey, context, runner });
}

/** The list of all that were released is needed for another one only. */
async function runnerSeen(
  { runnerSha256 }: Pick<EquipRunnerDeps, 'runnerSha256'>,
  told: string | undefined,
): Promise<RunnerSeen> {
  if (told === undefined) return { kind: 'silent' };
  if (told === runnerSha256) return { kind: 'current' };
  return (await import('../../shared/contract/released-runners.ts')).runnerBySha256(told);
}

async function pass(deps: EquipRunnerDeps, run: Run, start: RunStart): Promise<Run> {
  const started = await deps.runs.start(run.runId, start);
  switch (started.outcome) {
    case 'started':
      return started.run;
    case 'taken':
      throw new AppError('run_taken', 'another execution works on this run; end without work');
    case 'over':
      throw runIsOver();
    case 'unknown':
      throw new AppError('unknown_run', 'there is no such run');
  }
}

function runIsOver(): AppError {
  return new AppError('run_over', 'this run is over; end without work');
}
