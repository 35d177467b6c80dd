import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from '../../local/commands/options.ts';
import { bundleLaptopRunner } from '../bundle-runner.ts';

const HELP = `Usage: npm run runner-image

Puts what the image of machines on Fly is built of into dist/runner-image: its Dockerfile and the runner. docs/fly.md says how to go on.`;

const OPTIONS = { help: { type: 'boolean', short: 'h', default: false } } as const;
const FOLDER = join('dist', 'runner-image');

/** `npm run runner-image`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  if (readOptions({ command: 'npm run runner-image', options: OPTIONS, args }).help) {
    console.log(HELP);
    return 0;
  }
  await layRunnerImage(FOLDER);
  console.log(`The Dockerfile and the runner are in ${FOLDER}.`);
  return 0;
}

/** Puts them into a folder of their own. */
export async function layRunnerImage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(join('templates', 'runner-image', 'Dockerfile'), join(folder, 'Dockerfile'));
  await bundleLaptopRunner(folder);
}
