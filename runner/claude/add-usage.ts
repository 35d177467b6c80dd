import type { Usage } from '../../shared/contract/runner.ts';
import { wholeUsd } from '../../shared/domain/spending.ts';

/** What two parts of a run cost together, in whole millionths of a dollar: what the run says is what is counted. */
export function addUsage(one: Usage, other: Usage): Usage {
  return {
    turns: one.turns + other.turns,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costUsd: wholeUsd(one.costUsd + other.costUsd),
    ...((one.isNotional || other.isNotional) && { isNotional: true }),
  };
}
