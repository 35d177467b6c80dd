import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as expressions from '@actions/expressions';
import type * as parser from '@actions/workflow-parser';
import { FOR_THIS_NODE } from '../kept-bundle.ts';

/** GitHub's own parser of workflow files and its own expressions. */
export type Language = typeof parser & Pick<typeof expressions, 'data' | 'Evaluator' | 'Lexer' | 'Parser'>;

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = resolve(ROOT, 'node_modules/.cache/ai-implement');
const PACKAGE = resolve(ROOT, 'node_modules/@actions/workflow-parser/package.json');

const ENTRY = `
export * from '@actions/workflow-parser';
export { data, Evaluator, Lexer, Parser } from '@actions/expressions';
`;

let loaded: Promise<Language> | undefined;

/**
 * Loads them at first use. As published they cannot be imported by Node (JSON without an import attribute), so that a bundle is
 * made once and kept with the installed packages.
 */
export function actionsLanguage(): Promise<Language> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Language> {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  const file = resolve(CACHE, `actions-language-${version}.mjs`);
  if (!existsSync(file)) await bundle(file);
  return (await import(pathToFileURL(file).href)) as Language;
}

/** Appears under its name when it is complete: several processes may make it at once. */
async function bundle(file: string): Promise<void> {
  const { build } = await import('esbuild');
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await build({
    stdin: { contents: ENTRY, resolveDir: ROOT },
    outfile: unfinished,
    ...FOR_THIS_NODE,
  });
  renameSync(unfinished, file);
}
