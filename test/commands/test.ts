import { UsageError } from '../../local/commands/options.ts';
import { runTests } from './run-tests.ts';

/** What is not for every run: the real Claude Code must be installed for one, the others cost minutes of a processor. */
const LEFT_OUT = ['claude', 'recipes', 'long', 'slow', 'shapes'];

/** `npm test`; answers the exit code. */
export function run(args: string[]): number {
  const isChosen = args.some((argument) => argument.startsWith('--project'));
  if (!isChosen && process.env['npm_config_project'] !== undefined) {
    throw new UsageError('npm took --project for itself. Two dashes must stand before: npm test -- --project=slow');
  }
  if (!isChosen) {
    console.error('Skipped: the tests with the real Claude Code (npm run test:claude installs it and runs them)');
    console.error('Left out: what takes long (npm test -- --project=long, and in the same way recipes, shapes, slow)');
  }
  const counts = runTests([...(isChosen ? [] : LEFT_OUT.map((name) => `--project=!${name}`)), ...args]);
  console.log(counts.line);
  return counts.status;
}
