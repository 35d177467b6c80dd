import { installClaude } from '../../local/world/vendors/claude-code.ts';
import { runTests } from './run-tests.ts';

/** `npm run test:claude`: installs the real Claude Code where it is missing, and drives it; fails where it cannot be had. */
export function run(args: string[]): number {
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
