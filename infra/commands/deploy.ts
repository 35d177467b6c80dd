import { createInterface } from 'node:readline/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { leadingName, readOptions } from '../../local/commands/options.ts';
import { synthesize } from '../../local/stack/synthesize.ts';
import { Refusal } from '../refusal.ts';
import { readStage, type Stage, stagesThere } from '../stage.ts';
import { deployedSettings } from './deployed-settings.ts';
import { deployStage } from './deployment.ts';
import { cdkDeploy } from './run-cdk.ts';

const HELP = `Usage: npm run deploy -- STAGE [options]

Deploys the stage of infra/stages/STAGE.json with the credentials of this shell. What changes against the settings that are
deployed is shown before. Variables of the environment override settings of the file, and are shown.

  --look      show what would change, and deploy nothing
  --approved  ask nothing, neither about settings nor about permissions: for machines, which nobody sits at
  --help`;

const OPTIONS = {
  look: { type: 'boolean', default: false },
  approved: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const OUT_DIR = 'cdk.out';

/** `npm run deploy`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const { name, others } = leadingName(args);
  const options = readOptions({ command: 'npm run deploy', options: OPTIONS, args: others });
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (name === undefined) throw new Refusal(`Say which stage: npm run deploy -- STAGE. ${stagesThere()} (no_stage)`);
  const stage = readStage(name, process.env);
  const ssm = new SSMClient({ region: stage.region, maxAttempts: 2, requestHandler: { connectionTimeout: 5_000 } });
  const deps = {
    deployed: (asked: Stage) => deployedSettings(ssm, asked),
    confirm: process.stdin.isTTY ? confirm : undefined,
    synthesize: (asked: Stage) => synthesize(OUT_DIR, { isValidated: true, isForLaptop: false, stage: asked.name }),
    cdk: (options: { isApproved: boolean }) => cdkDeploy(OUT_DIR, options),
    print: console.log,
  };
  return await deployStage(deps, { stage, isApproved: options.approved, isLookOnly: options.look });
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `)).trim());
  } finally {
    terminal.close();
  }
}
