import type { Usage } from '../../shared/contract/runner.ts';

/** What two parts of a run cost together. */
export function addUsage(one: Usage, other: Usage): Usage {
  return {
    turns: one.turns + other.turns,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costUsd: one.costUsd + other.costUsd,
    ...((one.isNotional || other.isNotional) && { isNotional: true }),
  };
}
