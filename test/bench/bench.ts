import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requireNode24 } from '../../local/commands/require-node.ts';
import { synthesize } from '../../local/stack/synthesize.ts';
import { brokenBounds, jsonOf, type Measured, tableOf } from './bench-report.ts';
import { measureColdStarts } from './cold-start.ts';
import { measureLaptop } from './laptop.ts';
import { measureLargePoll } from './poll500.ts';
import { measureRunner } from './runner.ts';
import { measureStory } from './story.ts';
import { measureTimers } from './timers2000.ts';
import { measureWork } from './work.ts';

const HELP = `Usage: npm run bench -- [--json]

Measures, in about two minutes on a machine with nothing else to do: what a poll, an admission and one whole ticket ask of Linear,
Jira, GitHub and DynamoDB, what each function loads at a cold start, how the laptop run behaves, and what the runner takes of a run. Everything runs here, on
simulators and embedded AWS parts; counts are taken there. Ends with 1 and a sentence when a bound does not hold.

  --json    one JSON object on the last line instead of the table
  --help`;

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});

requireNode24();
if (values.help) console.log(HELP);
else process.exitCode = await bench();

async function bench(): Promise<number> {
  const measured = await measureAll();
  const broken = brokenBounds(measured);
  for (const sentence of broken) console.error(sentence);
  console.log(values.json ? jsonOf(measured) : tableOf(measured));
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
    const story = await measureStory(outDir);
    const runner = await measureRunner(outDir);
    return { ...work, story, poll500, timers, laptop, runner, coldStarts: await measureColdStarts() };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
