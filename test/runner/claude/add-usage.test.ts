import { expect, test } from 'vitest';
import { addUsage } from '../../../runner/claude/add-usage.ts';

const of = (costUsd: number) => ({ turns: 1, inputTokens: 10, outputTokens: 5, costUsd });

test('passes add up to whole millionths, as what a run cost is counted', () => {
  const sum = [0.1, 0.2, 0.7, 0.0000014].map(of).reduce(addUsage);

  expect(sum).toEqual({ turns: 4, inputTokens: 40, outputTokens: 20, costUsd: 1.000001 });
});
