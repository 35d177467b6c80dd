import { writeFileSync } from 'node:fs';

/** Stands in until the runner is bundled here: writes a file that says so. */
export async function bundleRunner(outFile: string): Promise<void> {
  writeFileSync(outFile, "console.error('there is no runner in this build');\nprocess.exitCode = 1;\n");
}
