import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { VERSION } from '../../shared/contract/version.ts';
import { keptHome } from '../world/home/home.ts';
import { readSettings, SettingsError, servicesOf } from '../world/home/settings.ts';
import { installClaude } from '../world/vendors/claude-code.ts';
import { requireNode24 } from './require-node.ts';
import { settleSeed } from './settle-seed.ts';
import { stayUp } from './stay-up.ts';

const HELP = `Usage: npm start -- [options]

Runs the whole system on this machine: the synthesized stack on embedded AWS parts, with simulated Linear, Jira and GitHub
unless .env names real ones. Nothing leaves the machine then.

  --port N           port of API and admin UI; simulators take the next three (default 4600)
  --fresh            forget the kept state and begin anew
  --until-settled    run the seeded workspace in virtual time until every ticket has settled, then end
  --json             with --until-settled: the report as one line of JSON, last on stdout
  --with-claude      install the real Claude Code first (380 MB, once); without it a scripted stand-in drives the simulated model
  --version, --help

State is kept in .local/; a second start goes on with it. Moves of people: npm run sim -- --help`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4600' },
    fresh: { type: 'boolean', default: false },
    'until-settled': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'with-claude': { type: 'boolean', default: false },
    version: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

requireNode24();
if (values.help) console.log(HELP);
else if (values.version) console.log(VERSION);
else process.exitCode = await start();

async function start(): Promise<number> {
  try {
    requireGit();
    if (values['with-claude']) installClaude(console.error);
    if (values['until-settled']) return await settleSeed({ isJson: values.json });
    const settings = readSettings();
    const services = servicesOf(settings);
    return await stayUp({ home: keptHome(), settings, services, port: portOf(values.port), isFresh: values.fresh });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** Runs work on real repositories. */
function requireGit(): void {
  if (spawnSync('git', ['--version']).status === 0) return;
  throw new SettingsError('git is missing here. Install it, for example with: apt-get install git');
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= 65_533) return port;
  throw new SettingsError(`--port ${text} is not usable: give a number from 1024 to 65533`);
}
