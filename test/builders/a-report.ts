import type { RunReport } from '../../shared/contract/runner.ts';

/** A report of an implementation that opened a pull request. */
export function aReport(overrides: Partial<RunReport> = {}): RunReport {
  return {
    phase: 'implementation',
    outcome: 'success',
    comments: [],
    prUrl: 'https://github.test/acme/backend/pull/1',
    usage: { turns: 12, inputTokens: 40_000, outputTokens: 6_000, costUsd: 0.42 },
    ...overrides,
  };
}
