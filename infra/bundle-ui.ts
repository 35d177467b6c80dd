import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../ui', import.meta.url));

/**
 * Builds the admin UI into `outDir`: `index.html`, one script and one style sheet under names that carry a hash of
 * their contents, and beside each its brotli and gzip variant.
 */
export async function bundleUi(outDir: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: { app: join(SOURCE, 'main.tsx'), style: join(SOURCE, 'styles/style.css') },
    outdir: outDir,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const names = Object.keys(metafile.outputs).map((path) => basename(path));
  writeFileSync(join(outDir, 'index.html'), page(names));
  for (const name of [...names, 'index.html']) compress(join(outDir, name));
}

function page(names: readonly string[]): string {
  const template = readFileSync(join(SOURCE, 'index.html'), 'utf8');
  return template.replaceAll(/\{(app|style)\}/g, (_, entry: string) => {
    const name = names.find((candidate) => candidate.startsWith(`${entry}-`));
    if (name === undefined) throw new Error(`the bundle of the UI has no ${entry}`);
    return name;
  });
}

function compress(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(bytes));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
