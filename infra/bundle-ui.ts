import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { OPEN_API_FILE } from '../shared/contract/admin-routes.ts';
import { openApi } from '../shared/contract/open-api.ts';

/** Bundles the admin UI into `outFolder`, each file also compressed, since an HTTP API does not compress. */
export async function bundleUi(outFolder: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: { app: 'ui/main.tsx', style: 'ui/styles/style.css' },
    outdir: outFolder,
    // A file with a hash in its name may be kept by browsers for ever.
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    // What only some pages need is a file of its own, loaded with the first of them.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  const page = readFileSync('ui/index.html', 'utf8')
    .replace('{app}', outputOf(metafile, 'ui/main.tsx'))
    .replace('{preloads}', preloadsOf(metafile, 'ui/main.tsx'))
    .replace('{style}', outputOf(metafile, 'ui/styles/style.css'));
  writeFileSync(join(outFolder, 'index.html'), page);
  writeFileSync(join(outFolder, OPEN_API_FILE), JSON.stringify(openApi()));
  for (const name of readdirSync(outFolder)) {
    const content = readFileSync(join(outFolder, name));
    writeFileSync(join(outFolder, `${name}.br`), brotliCompressSync(content));
    writeFileSync(join(outFolder, `${name}.gz`), gzipSync(content));
  }
}

function outputOf(metafile: Metafile, entryPoint: string): string {
  return basename(outputNamed(metafile, entryPoint));
}

function outputNamed(metafile: Metafile, entryPoint: string): string {
  const output = Object.entries(metafile.outputs).find(([, { entryPoint: source }]) => source === entryPoint);
  if (!output) throw new Error(`${entryPoint} was not bundled`);
  return output[0];
}

/** All files that this one cannot begin without, so that browsers ask for them at once and not one after another. */
function preloadsOf(metafile: Metafile, entryPoint: string): string {
  const needed = new Set<string>([outputNamed(metafile, entryPoint)]);
  // What is added while it goes on is looked at as well.
  for (const output of needed)
    for (const { path, kind } of metafile.outputs[output]?.imports ?? [])
      if (kind === 'import-statement') needed.add(path);
  const links = [...needed].slice(1).map((path) => `<link rel="modulepreload" href="/admin/${basename(path)}" />`);
  return links.join('\n    ');
}
