import { installClaude } from '../world/vendors/claude-code.ts';
import { requireNode24 } from './require-node.ts';
import { runTests } from './run-tests.ts';

requireNode24();
process.exitCode = testWithClaude(process.argv.slice(2));

/** Installs the real Claude Code where it is missing, and drives it; fails where it cannot be had. */
function testWithClaude(args: readonly string[]): number {
  try {
    const { path } = installClaude();
    const counts = runTests(['--project=claude', ...args], { AI_IMPLEMENT_CLAUDE: path });
    console.log(`${counts.line}; ${counts.passed + counts.failed} scenarios ran with the real Claude Code (${path})`);
    return counts.status;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed; 0 scenarios ran with the real Claude Code');
    return 1;
  }
}
