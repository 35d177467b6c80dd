import { STSClient } from '@aws-sdk/client-sts';
import { bedrockPlace, bedrockPlan } from '../../../infra/bedrock/bedrock-plan.ts';
import { cdkDeploy } from '../../../infra/commands/run-cdk.ts';
import { readStage, type Stage, stageFile, stagesThere } from '../../../infra/stage.ts';
import { bedrockChecks } from '../../../shared/checks/bedrock-checks.ts';
import { synthesize } from '../../stack/synthesize.ts';
import { leadingName, readOptions, UsageError } from '../options.ts';
import { clientSettings, requireAccount } from './account.ts';
import { bedrockApi } from './bedrock/bedrock-api.ts';
import { lookAtModels, usageLines } from './bedrock/look-at-models.ts';
import { writeProfiles } from './bedrock/write-profiles.ts';
import { checkLines, hasFailed, summaryLine } from './check-lines.ts';

const HELP = `Usage: npm run bedrock -- profiles|check|deploy STAGE [options]

Access to models on Amazon Bedrock, as "bedrock" in infra/stages/STAGE.json says, with credentials of the account whose Bedrock is
called. docs/providers.md says what stands there.

  profiles    asks AWS where each inference profile leads to, and writes it into the stage's file
  check       whether the models are enabled everywhere, and what runs would use; exit 1 where something failed
  deploy      synthesizes the stack of the roles and deploys it; its outputs go into the repositories

  --json      of check: all checks as one line of JSON
  --approved  of deploy: ask nothing about permissions: for machines, which nobody sits at
  --help`;

const COMMAND = 'npm run bedrock';
const OPTIONS = {
  json: { type: 'boolean', default: false },
  approved: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const OUT_DIR = 'cdk.out';

type Options = { json: boolean; approved: boolean };
const ACTS: Readonly<Record<string, (stage: Stage, options: Options) => Promise<number>>> = { profiles, check, deploy };

/** `npm run bedrock`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const { name: act, others } = leadingName(args);
  const { name, others: rest } = leadingName(others);
  const options = readOptions({ command: COMMAND, options: OPTIONS, args: rest });
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const perform = Object.hasOwn(ACTS, act ?? '') ? ACTS[act ?? ''] : undefined;
  if (perform === undefined)
    throw new UsageError(`Say what to do: ${COMMAND} -- ${Object.keys(ACTS).join('|')} STAGE.`);
  if (name === undefined) throw new UsageError(`Say which stage: ${COMMAND} -- ${act} STAGE. ${stagesThere()}`);
  const stage = readStage(name, process.env);
  const place = bedrockPlace(stage);
  await requireAccount(new STSClient(clientSettings(place)), { name, account: place.account });
  return perform(stage, options);
}

async function profiles(stage: Stage): Promise<number> {
  const { roles, modelRegion: region } = bedrockPlace(stage);
  for (const line of await writeProfiles(bedrockApi(), { file: stageFile(stage.name), roles, region }))
    console.log(line);
  return 0;
}

async function check(stage: Stage, { json }: Options): Promise<number> {
  const plan = bedrockPlan(stage);
  const checks = bedrockChecks(await lookAtModels(bedrockApi(), stage.name, plan));
  if (json) console.log(JSON.stringify(checks));
  else for (const line of [...usageLines(plan), '', ...checkLines(checks), '', summaryLine(checks)]) console.log(line);
  return hasFailed(checks) ? 1 : 0;
}

async function deploy(stage: Stage, { approved: isApproved }: Options): Promise<number> {
  for (const line of usageLines(bedrockPlan(stage))) console.log(line);
  await synthesize(OUT_DIR, { isValidated: true, isForLaptop: false, stage: stage.name, part: 'bedrock' });
  return await cdkDeploy(OUT_DIR, { isApproved });
}
