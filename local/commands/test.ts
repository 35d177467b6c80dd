import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { requireNode24 } from '../require-node.ts';

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

requireNode24();
process.exitCode = runTests(process.argv.slice(2));

/** Runs vitest with the given arguments, and closes with one line of counts. */
function runTests(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-test-'));
  const resultsFile = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], { stdio: 'inherit' });
  const results = Results.parse(JSON.parse(readFileSync(resultsFile, 'utf8')));
  rmSync(folder, { recursive: true });
  // A file that fails before its first test counts as one failure.
  const brokenFiles = results.testResults.filter(
    (f) => f.status === 'failed' && f.assertionResults.length === 0,
  ).length;
  const failed = results.numFailedTests + brokenFiles;
  const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
  console.log(`${results.numPassedTests} passed, ${failed} failed${skipped}`);
  return status ?? 1;
}
