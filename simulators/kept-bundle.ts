import type { BuildOptions } from 'esbuild';

/** Its CommonJS dependencies require what Node brings. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** How what is bundled once, and kept with the installed packages, is made for the Node that runs here. */
export const FOR_THIS_NODE = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions;
