import type { RunReport } from '../../shared/contract/runner.ts';

/** A report of a planning run: two sections of a plan, which say `what`. */
export function aPlanReport(what = 'the plan', overrides: Partial<RunReport> = {}): RunReport {
  return {
    phase: 'planning',
    outcome: 'success',
    comments: [
      { key: 'architecture', body: `## 🏗️ AI Planning: Architecture Analysis\n\n${what}` },
      { key: 'test-plan', body: `## 🧪 AI Planning: Test Plan\n\nHow to test ${what}.` },
    ],
    usage: { turns: 5, inputTokens: 20_000, outputTokens: 3_000, costUsd: 0.12 },
    ...overrides,
  };
}

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
