import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOptions, UsageError } from '../../local/commands/options.ts';
import type { Pickup, PickupTimes } from './pickup-here.ts';
import { treeAt } from './tree-at.ts';

const HELP = `Usage: npm run bench:pickup -- --base COMMIT [--marks N] [--json]

Measures in real time, with a poll a minute: from the mark on a ticket to the dispatch of its run at a commit (polls alone), here with webhooks, and
here with every function's process ended before each mark; from an accepted plan to the dispatch of its implementation; and how long 200 marked tickets of
two teams take, with vendors that answer at once and after 100 ms. The commit is cloned and installed. Takes about fifteen minutes. Ends with 1
and a sentence for each bound that does not hold.

  --base COMMIT   what this tree is held against
  --marks N       how many marks (default 40)
  --json          one JSON object on the last line instead of the table
  --help`;

const OPTIONS = {
  base: { type: 'string' },
  marks: { type: 'string', default: '40' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const ROOT = resolve(import.meta.dirname, '../..');
const ROOM = 'test/bench';
const PER_TEAM = 100;

interface Percentiles {
  p50: number;
  p95: number;
}

/** All in milliseconds. */
export interface PickupFigures {
  base: Percentiles;
  webhooks: Percentiles;
  cold: Percentiles;
  afterPlan: { p95: number };
  drain: { base0Ms: number; base100Ms: number; ours0Ms: number; ours100Ms: number };
}

/** `npm run bench:pickup`; answers the exit code. */
export function run(args: string[]): number {
  const examples = { base: '5ffbba2', marks: '40' };
  const values = readOptions({ command: 'npm run bench:pickup', options: OPTIONS, examples, args });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.base === undefined)
    throw new UsageError('What to hold this tree against? npm run bench:pickup -- --base 5ffbba2');
  const count = Number(values.marks);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`--marks ${values.marks} is no number from 1 on`);
  const figures = measureAll(values.base, count);
  const broken = brokenBounds(figures);
  for (const sentence of broken) console.error(sentence);
  console.log(values.json ? JSON.stringify(figures) : tableOf(figures));
  return broken.length === 0 ? 0 : 1;
}

function measureAll(commit: string, count: number): PickupFigures {
  const base = treeAt(commit, ROOM);
  try {
    install(base.folder);
    const marks = { kind: 'marks', count, hasWebhooks: true, isCold: false } as const;
    const drain = (tree: string, answerMs: number) =>
      Math.max(...measuredIn(tree, { kind: 'drain', perTeam: PER_TEAM, answerMs }).ms);
    return {
      base: percentiles(measuredIn(base.folder, { ...marks, hasWebhooks: false })),
      webhooks: percentiles(measuredIn(ROOT, marks)),
      cold: percentiles(measuredIn(ROOT, { ...marks, isCold: true })),
      afterPlan: { p95: percentiles(measuredIn(ROOT, { kind: 'plans', count: Math.ceil(count / 2) })).p95 },
      drain: {
        base0Ms: drain(base.folder, 0),
        ours0Ms: drain(ROOT, 0),
        base100Ms: drain(base.folder, 100),
        ours100Ms: drain(ROOT, 100),
      },
    };
  } finally {
    base.remove();
  }
}

/** Its own packages, in place of those of this tree. */
function install(folder: string): void {
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  console.error('Installing the base …');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    ...{ cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  });
  if (status !== 0) throw new Error(`npm install ended with ${status} in the base`);
}

/** In a process of its own, so that nothing of the one before is left. */
function measuredIn(tree: string, pickup: Pickup): PickupTimes {
  console.error(`Measuring ${JSON.stringify(pickup)} ${tree === ROOT ? 'here' : 'at the base'} …`);
  const program = resolve(tree, ROOM, 'pickup-here.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, JSON.stringify(pickup)], {
    ...{ cwd: tree, encoding: 'utf8' },
  });
  if (status !== 0) throw new Error(`nothing was measured in ${tree}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PickupTimes;
}

function percentiles({ ms }: PickupTimes): Percentiles {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (percent: number) => sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
  return { p50: at(50), p95: at(95) };
}

/** One sentence for each bound that does not hold. */
export function brokenBounds({ base, webhooks, afterPlan, drain }: PickupFigures): string[] {
  const bounds: [isHeld: boolean, sentence: string][] = [
    [webhooks.p50 <= base.p50 / 15, `half of the marks take ${webhooks.p50} ms, more than 1/15 of ${base.p50}`],
    [webhooks.p95 <= base.p95 / 10, `95 of 100 marks take ${webhooks.p95} ms, more than 1/10 of ${base.p95}`],
    [afterPlan.p95 <= 3000, `95 of 100 plans take ${afterPlan.p95} ms to be gone on with, more than 3000`],
    [drain.ours0Ms <= drain.base0Ms / 2, `200 tickets take ${drain.ours0Ms} ms, more than half of ${drain.base0Ms}`],
    [
      drain.ours100Ms <= drain.ours0Ms * 1.3,
      `200 tickets take ${drain.ours100Ms} ms with slow vendors, more than 1.3 times ${drain.ours0Ms}`,
    ],
  ];
  return bounds.filter(([isHeld]) => !isHeld).map(([, sentence]) => sentence);
}

function tableOf({ base, webhooks, cold, afterPlan, drain }: PickupFigures): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`.padStart(9);
  const row = (name: string, ...ms: number[]) => `${name.padEnd(46)}${ms.map(seconds).join('')}`;
  return [
    `${''.padEnd(46)}${'p50'.padStart(9)}${'p95'.padStart(9)}`,
    row('mark to dispatch, base (polls)', base.p50, base.p95),
    row('mark to dispatch, webhooks', webhooks.p50, webhooks.p95),
    row('mark to dispatch, webhooks, no function up', cold.p50, cold.p95),
    `${'plan to dispatch'.padEnd(55)}${seconds(afterPlan.p95)}`,
    row('200 tickets, vendors at 0 ms: base, ours', drain.base0Ms, drain.ours0Ms),
    row('200 tickets, vendors at 100 ms: base, ours', drain.base100Ms, drain.ours100Ms),
  ].join('\n');
}
