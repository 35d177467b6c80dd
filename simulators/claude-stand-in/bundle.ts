import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { FOR_THIS_NODE } from '../kept-bundle.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = resolve(ROOT, 'node_modules/.cache/ai-implement');
/** The files that the last bundle was made of. */
const SOURCES = resolve(CACHE, 'claude-stand-in.sources.json');
/**
 * The stand-in as one file, which a run starts many times and which starts in a third of the time; made anew when one of its sources
 * has changed. Answers its absolute path.
 */
export function bundledStandIn(): string {
  const known = knownBundle();
  if (known !== undefined && existsSync(known)) return known;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = resolve(CACHE, `claude-stand-in.${process.pid}.mjs`);
  const { metafile } = buildSync({
    entryPoints: [resolve(import.meta.dirname, 'main.ts')],
    outfile: unfinished,
    absWorkingDir: ROOT,
    ...FOR_THIS_NODE,
    metafile: true,
  });
  const sources = Object.keys(metafile.inputs).map((path) => relative(ROOT, resolve(ROOT, path)));
  const file = bundleOf(sources);
  // Appears under its name when it is complete: several processes may make it at once.
  renameSync(unfinished, file);
  writeFileSync(`${SOURCES}.${process.pid}`, JSON.stringify(sources));
  renameSync(`${SOURCES}.${process.pid}`, SOURCES);
  return file;
}

function knownBundle(): string | undefined {
  if (!existsSync(SOURCES)) return undefined;
  const sources = JSON.parse(readFileSync(SOURCES, 'utf8')) as string[];
  return sources.every((path) => existsSync(resolve(ROOT, path))) ? bundleOf(sources) : undefined;
}

function bundleOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of sources) hash.update(readFileSync(resolve(ROOT, path))).update('\0');
  return resolve(CACHE, `claude-stand-in-${hash.digest('hex').slice(0, 16)}.mjs`);
}
