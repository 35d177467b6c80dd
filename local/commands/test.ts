import { findClaude } from '../world/vendors/claude-code.ts';
import { UsageError } from './options.ts';
import { runTests } from './run-tests.ts';

/** `npm test`; answers the exit code. */
export function run(args: string[]): number {
  const claude = findClaude();
  const isChosen = args.some((argument) => argument.startsWith('--project'));
  if (!isChosen && process.env['npm_config_project'] !== undefined) {
    throw new UsageError('npm took --project for itself. Two dashes must stand before: npm test -- --project=slow');
  }
  if (claude === undefined && !isChosen) {
    console.error('Skipped: the tests with the real Claude Code need it installed (npm run test:claude)');
  }
  // What costs minutes of a processor is for CI.
  const left = [
    '--project=!recipes',
    '--project=!slow',
    '--project=!shapes',
    ...(claude === undefined ? ['--project=!claude'] : []),
  ];
  const projects = isChosen ? [] : left;
  const counts = runTests([...projects, ...args], claude === undefined ? {} : { AI_IMPLEMENT_CLAUDE: claude.path });
  console.log(counts.line);
  return counts.status;
}
