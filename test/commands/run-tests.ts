import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

export interface TestCounts {
  passed: number;
  failed: number;
  /** The exit code of vitest. */
  status: number;
  /** `12 passed, 0 failed`, and how many were skipped, if any. */
  line: string;
}

/** Runs vitest with the given arguments, under variables added to the environment; `isQuiet`: its output is left out. */
export function runTests(
  args: readonly string[],
  variables: Record<string, string> = {},
  { isQuiet = false }: { isQuiet?: boolean } = {},
): TestCounts {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-test-'));
  const resultsFile = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, ...variables };
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
    stdio: isQuiet ? ['ignore', 'ignore', 'inherit'] : 'inherit',
    env,
  });
  const results = Results.parse(JSON.parse(readFileSync(resultsFile, 'utf8')));
  rmSync(folder, { recursive: true });
  // A file that fails before its first test counts as one failure.
  const brokenFiles = results.testResults.filter(
    (f) => f.status === 'failed' && f.assertionResults.length === 0,
  ).length;
  const failed = results.numFailedTests + brokenFiles;
  const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
  const passed = results.numPassedTests;
  return { passed, failed, status: status ?? 1, line: `${passed} passed, ${failed} failed${skipped}` };
}
