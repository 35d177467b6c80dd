import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemsOfStorm } from './outbox-storm.ts';

const STORM = resolve(import.meta.dirname, 'outbox-storm.ts');

test('whatever operations of a tracker fail, everything else reaches the ticket, and what does not is visible with its reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      expect(await problemsOfStorm(seed)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** One line of the outbox as it must not be; `finds` is what the storm then says. */
interface Mutant {
  mistake: string;
  file: string;
  line: string;
  instead: string;
  finds: RegExp;
}

const TRY = 'functions/advance-run/try-outbox.ts';
const MUTANTS: readonly Mutant[] = [
  {
    mistake: 'stops at the first refusal',
    file: TRY,
    line: 'if (!(answer instanceof ServiceUnavailable)) continue;',
    instead: 'if (answer instanceof ServiceRefusal) break; if (!(answer instanceof ServiceUnavailable)) continue;',
    finds: /waits for another one/,
  },
  {
    mistake: 'notes before it posts',
    file: 'functions/advance-run/show-ticket.ts',
    line: 'noteTry(record, made.tried, now)',
    instead: "noteTry(record, made.tried.map((one) => ({ ...one, result: { outcome: 'shown' } })), now)",
    finds: /is lost/,
  },
  {
    mistake: 'gives an outage up',
    file: 'shared/domain/outbox.ts',
    line: "if (result.outcome === 'deferred') return",
    instead: 'if (false) return',
    finds: /given up/,
  },
  {
    mistake: 'believes an answer to nobody who signed in',
    file: TRY,
    line: "if (answer instanceof ServiceUnavailable) return { outcome: 'deferred'",
    instead:
      "if (answer.reason === 'credential_refused') return { outcome: 'shown' }; if (answer instanceof ServiceUnavailable) return { outcome: 'deferred'",
    finds: /is lost|is not shown/,
  },
];

test.each(MUTANTS)('the storm finds an outbox that $mistake', async ({ finds, ...mutant }) => {
  const problemsOf = await mutated(mutant);
  const found: string[] = [];
  for (let seed = 1; seed <= 60 && !found.some((problem) => finds.test(problem)); seed += 1)
    found.push(...(await problemsOf(seed)));
  expect(found).toContainEqual(expect.stringMatching(finds));
});

/** The storm with everything below it, of which one line is another. */
async function mutated({
  file,
  line,
  instead,
}: Pick<Mutant, 'file' | 'line' | 'instead'>): Promise<typeof problemsOfStorm> {
  const folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  const outfile = join(folder, 'storm.mjs');
  try {
    await build({
      entryPoints: [STORM],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      plugins: [replacing(file, line, instead)],
    });
    return ((await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as typeof import('./outbox-storm.ts'))
      .problemsOfStorm;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function replacing(file: string, line: string, instead: string): Plugin {
  const path = resolve(import.meta.dirname, '../..', file);
  return {
    name: 'mutant',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`${file.split('/').at(-1)?.replace('.', '\\.')}$`) }, async (args) => {
        const text = await readFile(args.path, 'utf8');
        if (args.path !== path) return { contents: text, loader: 'ts' };
        if (text.split(line).length !== 2) throw new Error(`${file} has no such line once: ${line}`);
        return { contents: text.replace(line, () => instead), loader: 'ts' };
      });
    },
  };
}
