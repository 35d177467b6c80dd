import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentOutcome, HANDOVER_FILES } from '../stages/handover.ts';
import { StageFailure } from '../stages/stage-failure.ts';

export type AgentResult = 'success' | 'failure' | 'cancelled' | 'skipped';

/** Bytes. */
export const LARGEST_OUTCOME = 4 * 1024 * 1024;

/**
 * What the agent's stage left. Nothing of it is trusted beyond its form. Throws a `StageFailure` when it left nothing, or something
 * of another run.
 */
export function readOutcome(folder: string, runId: string, agentResult: AgentResult): AgentOutcome {
  const parsed = AgentOutcome.safeParse(jsonOf(join(folder, HANDOVER_FILES.outcome)));
  if (parsed.success && parsed.data.runId === runId) return parsed.data;
  if (agentResult === 'cancelled') {
    throw new StageFailure('run_cancelled');
  }
  const left = parsed.success ? "another run's outcome" : 'no outcome that can be read';
  throw new StageFailure('agent_left_nothing', `${agentResult}, and ${left}`);
}

function jsonOf(file: string): unknown {
  try {
    const stat = lstatSync(file);
    if (!stat.isFile() || stat.size > LARGEST_OUTCOME) return undefined;
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
