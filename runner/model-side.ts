import type { RunContext, RunReport } from '../shared/contract/runner.ts';
import type { ConnectedRun } from './connect-run.ts';
import type { Ending } from './ending.ts';
import type { AgentEnv, ModelCredentials, PlanEnv, PublishEnv } from './env.ts';
import type { ExitCode } from './exit-codes.ts';
import type { GapAnalyst } from './publishing/gap-analyst.ts';
import { StageFailure } from './stage-failure.ts';

// The one place where the stages meet what drives the model.

/** The whole agent stage; writes its outcome whatever happens. */
export async function agentStage(_env: AgentEnv, _credentials: ModelCredentials, _ending: Ending): Promise<ExitCode> {
  throw absent();
}

/** Makes the plan, and returns the report that holds its comments. */
export async function planRun(
  _env: PlanEnv,
  _credentials: ModelCredentials,
  _run: ConnectedRun,
  _context: RunContext,
): Promise<RunReport> {
  throw absent();
}

export function gapAnalyst(_env: PublishEnv, _credentials: ModelCredentials): GapAnalyst {
  return {
    analyse: async () => {
      throw absent();
    },
    usage: () => ({ turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }),
  };
}

function absent(): StageFailure {
  return new StageFailure('substance', 'this runner was built without its model side');
}
