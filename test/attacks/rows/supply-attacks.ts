import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmEnvironment } from '../../../runner/env.ts';
import { withScratch } from '../../../runner/process/with-scratch.ts';
import { provideClaude } from '../../../runner/tools/provide-claude.ts';
import { runnerBySha256 } from '../../../shared/contract/released-runners.ts';
import type { Attack, AttackRows } from '../attack.ts';

// What jobs install and run that is not of the repository. In the place of npm stands a program that notes what it was asked for.

const CODE = 'code that runs beside the credential of the model';

/** What npm was asked for: its arguments and the lock file. */
async function askedOfNpm(): Promise<{ args: string; lock: { packages: Record<string, { integrity?: string }> } }> {
  return withScratch(async (folder) => {
    const npm = join(folder, 'npm');
    writeFileSync(npm, `#!/bin/sh\necho "$@" > ${folder}/args\ncp package-lock.json ${folder}/lock\nexit 1\n`);
    chmodSync(npm, 0o755);
    mkdirSync(join(folder, 'temp'));
    const machine = { platform: 'linux', arch: 'x64', hasGlibc: true };
    const environment = { PATH: `${folder}:/usr/bin:/bin` };
    const order = { machine, temp: join(folder, 'temp'), pathFile: join(folder, 'path'), environment };
    await provideClaude(order, { signal: new AbortController().signal });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { args: read('args'), lock: JSON.parse(read('lock')) };
  });
}

const ROWS: readonly Attack[] = [
  {
    name: 'a registry gives another archive of Claude Code than the release was made with',
    asset: CODE,
    wayIn: 'the registry that npm asks',
    defence: {
      name: 'Claude Code is installed by the hash of its archive',
      file: 'runner/tools/claude-packages.ts',
      text: ', integrity: CLAUDE_INTEGRITY[platform] }',
      instead: ' }',
    },
    async isHeld() {
      const { packages } = (await askedOfNpm()).lock;
      const installed = Object.entries(packages).filter(([path]) => path !== '');
      if (installed.length === 0) throw new Error('nothing was to be installed');
      return installed.every(([, { integrity = '' }]) => integrity.startsWith('sha512-'));
    },
  },
  {
    name: 'a package runs a script while it is installed',
    asset: CODE,
    wayIn: 'the script of a package',
    defence: {
      name: 'no script of a package runs',
      file: 'runner/tools/provide-claude.ts',
      text: "'--ignore-scripts', ",
      instead: '',
    },
    isHeld: async () => (await askedOfNpm()).args.includes('--ignore-scripts'),
  },
  {
    name: 'npm is told what the job holds, and hands it to whatever it runs',
    asset: 'the identity of the job',
    wayIn: 'the environment of npm',
    defence: {
      name: 'npm is given its settings alone',
      file: 'runner/env.ts',
      text: 'isGiven(name) && value !== undefined ?',
      instead: 'value !== undefined ?',
    },
    isHeld: () => !('ACTIONS_ID_TOKEN_REQUEST_TOKEN' in npmEnvironment({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary' })),
  },
  {
    name: 'a runner that was changed passes for one of ours',
    asset: 'what people know of the code that works in their repository',
    wayIn: 'the default branch of the repository',
    defence: {
      name: 'a runner that nobody released is named',
      file: 'shared/contract/released-runners.ts',
      text: "released === undefined ? { kind: 'unknown' }",
      instead: "released === undefined ? { kind: 'current' }",
    },
    isHeld: () => runnerBySha256('c'.repeat(64)).kind === 'unknown',
  },
];

export const ATTACKS: AttackRows = { about: 'What jobs install', rows: ROWS };
