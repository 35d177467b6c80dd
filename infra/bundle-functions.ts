import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_ENVS } from '../shared/contract/env.ts';

/** Lets libraries in CommonJS, bundled into our ES modules, require what Node brings. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles all functions into `outFolder`, one entry for each and the code they share in common chunks: the laptop and
 * AWS run the very same files. Beside it lies `<outFolder>.metafile.json`, which says what went where.
 */
export async function bundleFunctions(outFolder: string): Promise<void> {
  const entryPoints = Object.keys(FUNCTION_ENVS).map((name) => ({
    in: join('functions', name, 'handler.ts'),
    out: `${name}/handler`,
  }));
  const missing = entryPoints.filter((entry) => !existsSync(entry.in)).map((entry) => entry.in);
  if (missing.length > 0)
    throw new Error(`there is no ${missing.join(', ')}: every function of the contract needs one`);
  rmSync(outFolder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints,
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
    logLevel: 'warning',
  });
  writeFileSync(`${outFolder}.metafile.json`, JSON.stringify(metafile));
}
