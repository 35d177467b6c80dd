import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fetchedPackages } from './fetched/fetched-packages.ts';

const OWN = resolve(import.meta.dirname, '../../node_modules');

/** `npm run check`: types, lint and limits, dead code; answers the exit code of the first that complains. */
export function run(): number {
  const fetched = fetchedPackages('check');
  const steps: [program: string, ...args: string[]][] = [
    [`${OWN}/.bin/tsc`, '--noEmit'],
    [`${fetched}/.bin/biome`, 'check', '--error-on-warnings', '.'],
    [`${fetched}/.bin/knip`],
  ];
  for (const [program, ...args] of steps) {
    const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
    if (error !== undefined) throw error;
    if (status !== 0) return status ?? 1;
  }
  return 0;
}
