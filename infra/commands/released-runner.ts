import { releasedRunner } from '../released-runner.ts';

/** `npm run release:runner`: prints the row; answers the exit code. */
export async function run(): Promise<number> {
  const { version, sha256, blob } = await releasedRunner();
  console.log(`  {\n    version: '${version}',\n    sha256: '${sha256}',\n    blob: '${blob}',\n  },`);
  return 0;
}
