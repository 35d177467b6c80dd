import { cpSync } from 'node:fs';
import { bundleRunner } from './bundle-runner.ts';

/**
 * Puts what is installed in target repositories into `outFolder`: workflows and prompts as they are, the runner bundled. Answers the
 * SHA-256 of the runner. The image of machines is none of it.
 */
export async function bundleTemplates(outFolder: string): Promise<string> {
  cpSync('templates', outFolder, { recursive: true, filter: (path) => !path.endsWith('runner-image') });
  return bundleRunner(outFolder);
}
