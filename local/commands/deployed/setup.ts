import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readStage, stagesThere } from '../../../infra/stage.ts';
import { parametersUnder } from '../../../shared/contract/env.ts';
import { leadingName, readOptions, UsageError } from '../options.ts';
import { openAccount } from './account.ts';
import { ROTATABLE, rotate } from './setup/rotate.ts';
import { checkOnly, setUp } from './setup/set-up.ts';
import type { SetupDeps } from './setup/setup-deps.ts';
import { discreet, ownTerminal, type Terminal } from './setup/terminal.ts';
import { parameterVault, type Vault } from './setup/vault.ts';
import { targetOf } from './target.ts';

const HELP = `Usage: npm run setup -- STAGE [options]

Asks for the secrets of the stage infra/stages/STAGE.json, makes those that only we have to know, tries each with its service,
and stores what is good as SecureStrings in the Parameter Store of the stage's account and region, with the credentials of this
shell. Nothing that is typed is shown, and no secret is printed. What is there and good is kept: start it as often as you like,
and once more after the first deployment, so that the GitHub App's webhook gets its address.

  --check         ask and store nothing: try what is there, exit 1 where something fails
  --rotate NAME   change one secret while the deployment works; NAME is one of
                  ${ROTATABLE.join(', ').replace(/(.{40,70}?), /g, '$1,\n                  ')}
  --help`;

const COMMAND = 'npm run setup';
const OPTIONS = {
  check: { type: 'boolean', default: false },
  rotate: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `npm run setup`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const { name, others } = leadingName(args);
  const options = readOptions({
    command: COMMAND,
    options: OPTIONS,
    examples: { rotate: ROTATABLE[0] ?? '' },
    args: others,
  });
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (name === undefined) throw new UsageError(`Say which stage: npm run setup -- STAGE. ${stagesThere()}`);
  if (options.rotate !== undefined && !ROTATABLE.some((one) => one === options.rotate)) {
    throw new UsageError(`There is no ${options.rotate} to change. Name one of: ${ROTATABLE.join(', ')}.`);
  }
  const stage = readStage(name, process.env);
  const account = await openAccount(stage);
  const vault = parameterVault(account.ssm, parametersUnder(stage.parameterPath), stage.values.KMS_KEY_ARN);
  const target = targetOf(stage, await account.publicUrl());
  if (options.check) return (await checkOnly({ target, vault }, console.log)) ? 0 : 1;
  return withTerminal({ stage: name, target, vault }, options.rotate);
}

async function withTerminal(
  given: Pick<SetupDeps, 'stage' | 'target' | 'vault'>,
  rotated: string | undefined,
): Promise<number> {
  const terminal = ownTerminal();
  if (terminal === undefined) {
    throw new UsageError('Nobody sits at this terminal. `npm run setup -- STAGE --check` tries what is there.');
  }
  const { vault, terminal: shown } = seeing(given.vault, terminal);
  const deps = { ...given, vault, terminal: shown, browse, readFile: (path: string) => readFile(path, 'utf8') };
  if (rotated === undefined) return (await setUp(deps)) ? 0 : 1;
  const isDone = await rotate({ ...deps, wait: (ms) => delay(ms) }, rotated);
  console.log(isDone ? 'It is changed.' : 'It is not changed yet.');
  return isDone ? 0 : 1;
}

/** A terminal that shows nothing of what the vault was given or answered, nor of what was typed unseen. */
export function seeing(vault: Vault, terminal: Terminal): { vault: Vault; terminal: Terminal } {
  const secrets = new Set<string>();
  const hidden = discreet(terminal, () => [...secrets]);
  return {
    vault: {
      ...vault,
      async read() {
        const values = await vault.read();
        for (const [name, value] of Object.entries(values)) if (!SHOWN.includes(name)) secrets.add(value);
        return values;
      },
      async write(name, value) {
        if (!SHOWN.includes(name)) secrets.add(value);
        await vault.write(name, value);
      },
    },
    terminal: {
      ...hidden,
      async askHidden(question) {
        const answer = await terminal.askHidden(question);
        secrets.add(answer);
        return answer;
      },
    },
  };
}

/** These are no secrets. */
const SHOWN = ['githubAppId', 'jiraEmail'];

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' };

async function browse(url: string): Promise<boolean> {
  const opener = OPENERS[process.platform];
  if (opener === undefined || (process.platform === 'linux' && process.env['DISPLAY'] === undefined)) return false;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}
