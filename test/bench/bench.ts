import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../local/commands/options.ts';
import { synthesize } from '../../local/stack/synthesize.ts';
import { brokenBounds, jsonOf, type Measured, tableOf } from './bench-report.ts';
import { measureColdStarts } from './cold-start.ts';
import { measureCost } from './cost/measure-cost.ts';
import { measureLaptop } from './laptop.ts';
import { measureLargePoll } from './poll500.ts';
import { measureRunner } from './runner.ts';
import { measureScale } from './scale.ts';
import { measureStory } from './story.ts';
import { measureTimers } from './timers2000.ts';
import { measureWebhook } from './webhook.ts';
import { measureWork } from './work.ts';

const HELP = `Usage: npm run bench -- [--json]

Measures, in about five minutes on a machine with nothing else to do: what a poll, an admission and one whole ticket ask of Linear,
Jira, GitHub and DynamoDB, what each function loads at a cold start, how the laptop run behaves, how GitHub's deliveries fare, and what the runner takes of a run. Everything runs here, on
simulators and embedded AWS parts; counts are taken there. Ends with 1 and a sentence when a bound does not hold.

  --json    one JSON object on the last line instead of the table
  --help`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `npm run bench`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const { json: isJson, help } = readOptions({ command: 'npm run bench', options: OPTIONS, args });
  if (help) {
    console.log(HELP);
    return 0;
  }
  const measured = await measureAll();
  const broken = brokenBounds(measured);
  for (const sentence of broken) console.error(sentence);
  console.log(isJson ? jsonOf(measured) : tableOf(measured));
  return broken.length === 0 ? 0 : 1;
}

/** The laptop first: its memory is that of this process too. */
async function measureAll(): Promise<Measured> {
  const outDir = mkdtempSync(join(tmpdir(), 'ai-implement-synth-'));
  try {
    await synthesize(outDir);
    const laptop = await measureLaptop(outDir);
    const work = await measureWork(outDir);
    const poll500 = await measureLargePoll(outDir);
    const timers = await measureTimers(outDir);
    const scale = await measureScale(outDir);
    const webhook = await measureWebhook(outDir);
    const story = await measureStory(outDir);
    const runner = await measureRunner(outDir);
    const cost = await measureCost(outDir);
    const counted = { ...work, story, poll500, timers, scale, webhook, laptop, runner, cost };
    return { ...counted, coldStarts: await measureColdStarts() };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
