import { findClaude } from '../world/vendors/claude-code.ts';
import { requireNode24 } from './require-node.ts';
import { runTests } from './run-tests.ts';

requireNode24();
const args = process.argv.slice(2);
const claude = findClaude();
const isChosen = args.some((argument) => argument.startsWith('--project'));
if (claude === undefined && !isChosen) {
  console.error('Skipped: the tests with the real Claude Code need it installed (npm run test:claude)');
}
// What costs minutes of a processor is for CI.
const left = ['--project=!recipes', '--project=!slow', ...(claude === undefined ? ['--project=!claude'] : [])];
const projects = isChosen ? [] : left;
const counts = runTests([...projects, ...args], claude === undefined ? {} : { AI_IMPLEMENT_CLAUDE: claude.path });
console.log(counts.line);
process.exitCode = counts.status;
