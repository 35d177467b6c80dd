import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const KEPT = 'node_modules/.cache/ai-implement/stacks';
/** All that the laptop's stack is made of; npm's own lock says which packages are installed. */
const INPUTS = [
  'cdk.json',
  'functions',
  'infra',
  'runner',
  'shared',
  'templates',
  'tsconfig.json',
  'ui',
  'package.json',
];
const INSTALLED = 'node_modules/.package-lock.json';
/** Branches and work in progress are gone back and forth between. */
const MOST_KEPT = 4;

/** Where the stack of the present sources is kept, or would be. */
export function keptStack(root = ROOT): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of [...INPUTS, INSTALLED].flatMap((input) => filesIn(join(root, input)))) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return join(root, KEPT, hash.digest('hex').slice(0, 16));
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

/** Lays a kept stack at `outDir`; answers whether there was one. */
export function layKept(kept: string, outDir: string): boolean {
  if (!existsSync(kept)) return false;
  rmSync(outDir, { recursive: true, force: true });
  cpSync(kept, outDir, { recursive: true });
  return true;
}

/** Keeps a stack for the next start, and lets the oldest go. */
export function keepStack(outDir: string, kept: string): void {
  const unfinished = `${kept}.${process.pid}`;
  mkdirSync(dirname(kept), { recursive: true });
  cpSync(outDir, unfinished, { recursive: true });
  try {
    renameSync(unfinished, kept);
  } catch {
    // Another process was faster, with the same.
    rmSync(unfinished, { recursive: true, force: true });
  }
  const all = readdirSync(dirname(kept)).map((name) => join(dirname(kept), name));
  const ageOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const oldest = all.sort((a, b) => ageOf(b) - ageOf(a)).slice(MOST_KEPT);
  for (const path of oldest) rmSync(path, { recursive: true, force: true });
}
