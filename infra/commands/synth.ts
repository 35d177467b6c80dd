import { leadingName, readOptions } from '../../local/commands/options.ts';
import { synthesize } from '../../local/stack/synthesize.ts';
import { readStage } from '../stage.ts';
import { overrideLines } from './settings-diff.ts';

const HELP = `Usage: npm run synth -- [STAGE]

Synthesizes the stack into cdk.out, with all its validators: that of infra/stages/STAGE.json, or one that belongs to no stage and has
its settings from the environment.`;

const OPTIONS = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** `npm run synth`, with or without a stage; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const { name, others } = leadingName(args);
  if (readOptions({ command: 'npm run synth', options: OPTIONS, args: others }).help) {
    console.log(HELP);
    return 0;
  }
  if (name !== undefined) for (const line of overrideLines(readStage(name, process.env).overrides)) console.log(line);
  await synthesize('cdk.out', { isValidated: true, isForLaptop: false, stage: name });
  console.log(`The stack${name === undefined ? '' : ` of ${name}`} is in cdk.out, without findings.`);
  return 0;
}
