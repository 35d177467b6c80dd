import { existsSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { FUNCTION_ENVS } from '../shared/contract/env.ts';

/** Lets libraries in CommonJS, bundled into our ES modules, require what Node brings. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * `@middy/util`, which every function reaches, imports `node:http` for the names of status codes. As an ES module that
 * pulls in undici, which takes longer to load than all our own code; names are looked up when they are used instead.
 */
const LAZY_STATUS_CODES: Plugin = {
  name: 'lazy-status-codes',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ path, importer }) =>
      /@middy[\\/]util[\\/]/.test(importer) ? { path, namespace: 'lazy-status-codes', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lazy-status-codes' }, () => ({
      contents:
        "export const STATUS_CODES = new Proxy({}, { get: (_, code) => process.getBuiltinModule('node:http').STATUS_CODES[code] });",
    }));
  },
};

/**
 * `jira.js` imports zod as one object, of which esbuild can leave nothing out: all locales with it, in the chunk that every
 * function loads first (454 kB where 98 do). As a namespace it is cut to what is used.
 */
const TRIMMED_ZOD: Plugin = {
  name: 'trimmed-zod',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]jira\.js[\\/]dist[\\/].*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace("import { z } from 'zod'", "import * as z from 'zod'") };
    });
  },
};

/** The client of executor `local`: there is nothing for it to reach where functions are deployed. */
const WITHOUT_CHILD_PROCESSES: Plugin = {
  name: 'without-child-processes',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]child-process[\\/]child-process-executor\.ts$/ }, () => ({
      contents: "export const childProcessExecutor = () => { throw new Error('only a laptop has child processes'); };",
    }));
  },
};

interface BundleOptions {
  /** Whether executor `local` is in it. @default false, as deployed */
  isForLaptop?: boolean;
}

/**
 * Bundles all functions into `outFolder`, one entry for each and the code they share in common chunks. The laptop
 * runs the same files as AWS, with one more: the client of executor `local`.
 */
export async function bundleFunctions(outFolder: string, options: BundleOptions = {}): Promise<void> {
  const handlers = Object.keys(FUNCTION_ENVS).map((name) => [name, join('functions', name, 'handler.ts')] as const);
  const missing = handlers.filter(([, file]) => !existsSync(file)).map(([, file]) => file);
  if (missing.length > 0)
    throw new Error(`there is no ${missing.join(', ')}: every function of the contract needs one`);
  await bundleHandlers(Object.fromEntries(handlers), outFolder, options);
}

/**
 * Bundles handlers, given by name, into `<outFolder>/<name>/handler.mjs`. Beside the folder lies
 * `<outFolder>.metafile.json`, which says what went where.
 */
export async function bundleHandlers(
  handlers: Readonly<Record<string, string>>,
  outFolder: string,
  { isForLaptop = false }: BundleOptions = {},
): Promise<void> {
  const { metafile } = await build({
    entryPoints: Object.entries(handlers).map(([name, file]) => ({ in: file, out: `${name}/handler` })),
    outdir: outFolder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // CommonJS builds of libraries cannot be trimmed to what is used.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'external',
    metafile: true,
    banner: { js: REQUIRE },
    plugins: [LAZY_STATUS_CODES, TRIMMED_ZOD, ...(isForLaptop ? [] : [WITHOUT_CHILD_PROCESSES])],
    logLevel: 'warning',
  });
  writeFileSync(`${outFolder}.metafile.json`, JSON.stringify(metafile));
}
