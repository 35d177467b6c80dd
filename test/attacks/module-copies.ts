import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Defence } from './attack.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const COPY = 'copy';

interface Copy {
  without: Defence;
  /** Files that reach the changed one, from the root: they are loaded anew, all others are the same in each copy. */
  files: ReadonlySet<string>;
}

/** Loads modules of this repository, as they are or as in a copy that lacks one defence, all in this process. */
export interface ModuleCopies {
  load(file: string): Promise<object>;
  /** Whether the file reached that of the defence when it was loaded and used: else the copy's is the very same code. */
  isConcerned(file: string, without: Defence): boolean;
  loadWithout(file: string, without: Defence): Promise<object>;
}

/** Makes Node's loader tell own modules of one copy from those of another, by a query after their address. */
export function moduleCopies(): ModuleCopies {
  const importers = new Map<string, Set<string>>();
  const copies: Copy[] = [];
  const copyOf = (url: string | undefined) => {
    const number = url?.startsWith('file:') ? new URL(url).searchParams.get(COPY) : null;
    return number == null ? undefined : copies[Number(number)];
  };
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const [file, parent] = [ownFile(resolved.url), ownFile(context.parentURL)];
      if (file === undefined) return resolved;
      if (parent !== undefined) importers.set(file, (importers.get(file) ?? new Set()).add(parent));
      const copy = copyOf(context.parentURL);
      if (copy === undefined || !copy.files.has(file)) return resolved;
      return { ...resolved, url: inCopy(resolved.url, copies.indexOf(copy)) };
    },
    load(url, context, next) {
      const copy = copyOf(url);
      const loaded = next(url, context);
      if (copy === undefined || ownFile(url) !== copy.without.file) return loaded;
      return { ...loaded, source: sourceWithout(copy.without) };
    },
  });
  return {
    load: async (file) => import(pathToFileURL(resolve(ROOT, file)).href),
    isConcerned: (file, { file: changed }) => reaching(importers, changed).has(file),
    loadWithout(file, without) {
      let number = copies.findIndex((copy) => copy.without === without);
      if (number < 0) number = copies.push({ without, files: reaching(importers, without.file) }) - 1;
      return import(inCopy(pathToFileURL(resolve(ROOT, file)).href, number));
    },
  };
}

/** The changed source. Throws where the defence does not stand there exactly once any more. */
export function sourceWithout({ name, file, text, instead }: Defence): string {
  const source = readFileSync(resolve(ROOT, file), 'utf8');
  const times = source.split(text).length - 1;
  if (times !== 1) throw new Error(`the defence "${name}" stands ${times} times in ${file}; it must be once: ${text}`);
  return source.replace(text, () => instead);
}

function inCopy(url: string, number: number): string {
  return `${url.split('?')[0]}?${COPY}=${number}`;
}

/** A module of this repository, from its root; undefined for any other. */
function ownFile(url: string | undefined): string | undefined {
  if (url === undefined || !url.startsWith('file:')) return undefined;
  const path = relative(ROOT, fileURLToPath(url.split('?')[0] ?? ''));
  return path.startsWith('..') || path.startsWith('node_modules') ? undefined : path;
}

/** A file, and all that import it over however many others. */
function reaching(importers: ReadonlyMap<string, ReadonlySet<string>>, file: string): Set<string> {
  const found = new Set([file]);
  for (const one of found) for (const importer of importers.get(one) ?? []) found.add(importer);
  return found;
}
