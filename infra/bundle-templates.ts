import { cpSync } from 'node:fs';
import { bundleRunner } from './bundle-runner.ts';

/** Puts what is installed in target repositories into `outFolder`: workflows and prompts as they are, the runner bundled. */
export async function bundleTemplates(outFolder: string): Promise<void> {
  cpSync('templates', outFolder, { recursive: true });
  await bundleRunner(outFolder);
}
