import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readOptions, UsageError } from '../../local/commands/options.ts';
import type { Published } from './publish-here.ts';
import { memoryOfPublishing } from './shipped-publish.ts';
import { treeAt } from './tree-at.ts';

const HELP = `Usage: npm run bench:publish -- --base COMMIT [--rounds N]

Publishes changes of 10, 400 and 1,000 files on real git: at a commit, and here beside it; then 1,000 by the runner's own process as repositories
get it. The last line is one JSON object. Ends with 1 where 400 files take more than 0.2 of the time of the base, 1,000 more than 3 times as
long as 10, requests or git processes are more than there, or that process held more than 120 MB.

  --base COMMIT   what this tree is held against
  --rounds N      how often each is measured, in turns; the fastest of each counts (default 3)
  --help`;

const OPTIONS = {
  base: { type: 'string' },
  rounds: { type: 'string', default: '3' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const ROOT = resolve(import.meta.dirname, '../..');
const ROOM = 'test/bench';
const SIZES = [10, 400, 1000];
/** Of the time of the base for 400 files, of 1,000 files beside 10, and MB of 1,000,000 bytes for 1,000 files. */
const BOUNDS = { ofBase: 0.2, ofTen: 3, memoryMb: 120 };

type Figures = Record<number, Published>;

/** `npm run bench:publish`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const examples = { base: '5ffbba2', rounds: '3' };
  const values = readOptions({ command: 'npm run bench:publish', options: OPTIONS, examples, args });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.base === undefined)
    throw new UsageError('What to hold this tree against? npm run bench:publish -- --base 5ffbba2');
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError(`--rounds ${values.rounds} is no number from 1 on`);
  const base = treeAt(values.base, ROOM);
  try {
    const [before, now]: [Figures, Figures] = [{}, {}];
    for (let round = 0; round < rounds; round += 1) {
      for (const files of SIZES) {
        keepFaster(before, publishedIn(base.folder, files));
        keepFaster(now, publishedIn(ROOT, files));
      }
    }
    return conclude(base.commit, { before, now, memoryMb: await memoryOfPublishing(1000) });
  } finally {
    base.remove();
  }
}

/** In a process of its own, as each run has one. */
function publishedIn(tree: string, files: number): Published {
  const program = resolve(tree, ROOM, 'publish-here.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, String(files)], {
    cwd: tree,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${files} files were not published in ${tree}:\n${stderr}`);
  return JSON.parse(stdout) as Published;
}

function keepFaster(figures: Figures, one: Published): void {
  const known = figures[one.files];
  if (known === undefined || one.ms < known.ms) figures[one.files] = one;
}

function conclude(
  commit: string,
  { before, now, memoryMb }: { before: Figures; now: Figures; memoryMb: number },
): number {
  const ms = (figures: Figures, files: number) => figures[files]?.ms ?? Number.NaN;
  const ofBase = rounded(ms(now, 400) / ms(before, 400));
  const ofTen = rounded(ms(now, 1000) / ms(now, 10));
  const more = SIZES.filter((files) => {
    const [was, is] = [before[files], now[files]];
    return !(was && is && is.requests <= was.requests && is.gitProcesses <= was.gitProcesses);
  });
  const faults = [
    ...(ofBase <= BOUNDS.ofBase ? [] : [`400 files take ${ofBase} of the time of the base, not ${BOUNDS.ofBase}`]),
    ...(ofTen <= BOUNDS.ofTen ? [] : [`1,000 files take ${ofTen} times as long as 10, not ${BOUNDS.ofTen}`]),
    ...(memoryMb <= BOUNDS.memoryMb ? [] : [`the runner held ${memoryMb} MB, not ${BOUNDS.memoryMb}`]),
    ...more.map((files) => `${files} files take more requests or processes than in the base`),
  ];
  for (const fault of faults) console.error(fault);
  console.log(JSON.stringify({ publish: { base: { commit, ...before }, now, ofBase, ofTen, memoryMb } }));
  return faults.length === 0 ? 0 : 1;
}

const rounded = (ratio: number) => Math.round(ratio * 1000) / 1000;
