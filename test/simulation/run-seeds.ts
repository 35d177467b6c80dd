import { parseArgs } from 'node:util';
import { type Outcome, simulate } from './simulate.ts';

const USAGE = `Runs the use cases under many seeds and prints the first schedule that breaks an invariant.

  node test/simulation/run-seeds.ts --seeds 2000 --from 1 [--reviews] [--lines 60] [--keep-going]
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    lines: { type: 'string', default: '60' },
    reviews: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) print(USAGE);
else process.exitCode = (await runSeeds(Number(values.from), Number(values.seeds))) === 0 ? 0 : 1;

async function runSeeds(from: number, count: number): Promise<number> {
  const sums: Record<string, number> = {};
  let broken = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await simulate(seed, { isReviewed: values.reviews });
    for (const [name, value] of Object.entries(outcome.counts)) sums[name] = (sums[name] ?? 0) + value;
    if (outcome.violations.length === 0) continue;
    broken += 1;
    printViolation(outcome);
    if (!values['keep-going']) break;
  }
  print(`${JSON.stringify({ from, seeds: count, broken, ...sums })}\n`);
  return broken;
}

function printViolation({ seed, violations, trace }: Outcome): void {
  if (values['keep-going']) print(`seed ${seed}: ${violations.join('; ')}\n`);
  else print(`${trace.slice(-Number(values.lines)).join('\n')}\nseed ${seed}:\n  ${violations.join('\n  ')}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
