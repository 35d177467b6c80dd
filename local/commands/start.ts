import { spawnSync } from 'node:child_process';
import { VERSION } from '../../shared/contract/version.ts';
import { homeOf } from '../world/home/home.ts';
import { isDemo, readSettings, type Services, SettingsError, servicesOf } from '../world/home/settings.ts';
import { installClaude } from '../world/vendors/claude-code.ts';
import { readOptions, UsageError } from './options.ts';
import { settleSeed } from './settle-seed.ts';
import { stayUp } from './stay-up.ts';

const HELP = `Usage: npm start -- [options]

Runs the whole system on this machine: the synthesized stack on embedded AWS parts, with simulated Linear, Jira and GitHub
unless .env names real ones. Nothing leaves the machine then.

  --port N           port of API and admin UI; simulators take the next five (default 4600)
  --fresh            forget the kept state and begin anew
  --until-settled    run the seeded workspace in virtual time until every ticket has settled, then end
  --json             with --until-settled: the report as one line of JSON, last on stdout
  --with-claude      install the real Claude Code first (380 MB, once); without it a scripted stand-in drives the simulated model
  --version, --help

State is kept in .local/, or in .local-real/ where .env names real services; a second start goes on with it.
Moves of people: npm run sim -- --help`;

const OPTIONS = {
  port: { type: 'string', default: '4600' },
  fresh: { type: 'boolean', default: false },
  'until-settled': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'with-claude': { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `npm start`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const values = readOptions({ command: 'npm start', options: OPTIONS, examples: { port: '4700' }, args });
  if (values.help || values.version) {
    console.log(values.help ? HELP : VERSION);
    return 0;
  }
  const { json: isJson, 'until-settled': isUntilSettled } = values;
  if (isJson && !isUntilSettled) {
    throw new UsageError('--json goes with --until-settled: npm start -- --until-settled --json');
  }
  const port = portOf(values.port);
  requireGit();
  if (values['with-claude']) installClaude(console.error);
  if (isUntilSettled) return settleSeed({ isJson });
  const settings = readSettings();
  const services = servicesOf(settings);
  await requireCredentials(services);
  return stayUp({ home: homeOf(services), settings, services, port, isFresh: values.fresh });
}

/** Wrong ones would be noticed by the first poll only, far from here; a vendor that does not answer now may do so later. */
async function requireCredentials(services: Services): Promise<void> {
  if (isDemo(services)) return;
  const { tryCredentials } = await import('./try-credentials.ts');
  const { faults, doubts } = await tryCredentials(services);
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  for (const doubt of doubts) console.error(doubt);
}

/** Runs work on real repositories. */
function requireGit(): void {
  if (spawnSync('git', ['--version']).status === 0) return;
  throw new SettingsError('git is missing here. Install it, for example with: apt-get install git');
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= 65_530) return port;
  throw new UsageError(`--port ${text} is not usable: give a number from 1024 to 65530`);
}
