import { readStage, type Stage } from '../../../infra/stage.ts';
import { notTried } from '../../../shared/checks/finding.ts';
import type { Check } from '../../../shared/contract/check.ts';
import { parametersUnder } from '../../../shared/contract/env.ts';
import { leadingName, readOptions } from '../options.ts';
import { openAccount } from './account.ts';
import { bedrockApi } from './bedrock/bedrock-api.ts';
import { checkLines, hasFailed, summaryLine } from './check-lines.ts';
import { laptopTarget } from './doctor/laptop-target.ts';
import { accountClients, lookAtAccount } from './doctor/look-at-account.ts';
import { lookAtProviders } from './doctor/look-at-providers.ts';
import { lookAtWork } from './doctor/look-at-work.ts';
import { seeImage } from './doctor/see-image.ts';
import { lookAtSecrets } from './look-at-secrets.ts';
import { parameterVault } from './setup/vault.ts';
import { targetOf } from './target.ts';

const HELP = `Usage: npm run doctor -- [STAGE] [options]

Looks at each part of a deployment, and says what is in order and what to do about the rest: secrets, each tried with its
service; the GitHub App; the API and the clock; polls, webhooks and dead letters; each mapping's repository and tracker, as the
deployment itself sees them; on AWS stack, settings, alarms, the quota of concurrent functions, and what mappings need of
Bedrock and of images for machines. It changes nothing.
Without a stage: what \`npm start\` runs on this machine.

  --json   all checks as one line of JSON, instead of a table
  --help

Exits 1 where a check failed. Every check has a code that stays: docs/checks.md.`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What only AWS has, and why it is not looked at on a laptop. */
const ON_A_LAPTOP: Check[] = (
  ['stack_unseen', 'settings_unseen', 'alarms_unseen', 'concurrency_unseen', 'bedrock_unseen'] as const
).map((code) => notTried(code, 'A laptop has none.'));

/** `npm run doctor`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const { name, others } = leadingName(args);
  const { json, help } = readOptions({ command: 'npm run doctor', options: OPTIONS, args: others });
  if (help) {
    console.log(HELP);
    return 0;
  }
  const checks = withoutRepeats(name === undefined ? await ofLaptop() : await ofStage(readStage(name, process.env)));
  if (json) console.log(JSON.stringify(checks));
  else for (const line of [...checkLines(checks), '', summaryLine(checks)]) console.log(line);
  return hasFailed(checks) ? 1 : 0;
}

async function ofLaptop(): Promise<Check[]> {
  const { target, values } = laptopTarget();
  return [...ON_A_LAPTOP, ...(await lookAtSecrets(target, values)), ...(await lookAtWork(target, values.accessCode))];
}

async function ofStage(stage: Stage): Promise<Check[]> {
  const account = await openAccount(stage);
  const values = await parameterVault(account.ssm, parametersUnder(stage.parameterPath)).read();
  const target = targetOf(stage, await account.publicUrl());
  const eyes = { bedrock: bedrockApi(), seeImage };
  return [
    ...(await lookAtAccount(stage, account, accountClients(stage))),
    ...(await lookAtSecrets(target, values)),
    ...(await lookAtWork(target, values.accessCode, (mappings) => lookAtProviders(stage, mappings, eyes))),
  ];
}

/** Mappings of one repository, and of one owner, say the same of it. */
function withoutRepeats(checks: readonly Check[]): Check[] {
  return [...new Map(checks.map((check) => [JSON.stringify(check), check])).values()];
}
