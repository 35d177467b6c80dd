import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { env as machine } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { sendMove } from '../../../local/commands/control.ts';
import type { Home, Instance } from '../../../local/world/home/home.ts';

/** `npm start` in a folder of its own, as often as somebody starts it. */
export interface MortalStart {
  /** Starts it; what it does not survive is a SIGKILL to this process alone. */
  start(): void;
  /** Settles once it is up, or has ended before. */
  isUp(): Promise<boolean>;
  /** Makes a move of `npm run sim` as soon as it is up; undefined where it died over it. */
  move(name: string, ...args: string[]): Promise<string | undefined>;
  /** Kills it without a warning; what it started is left to itself. */
  kill(): Promise<void>;
  /** How often it came up, and was told so. */
  starts(): number;
  /** What it said when it ended by itself, which it must not. */
  faults(): string[];
}

const { PATH: SEARCH_PATH = '' } = machine;
const UP_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

export function mortalStart({ cwd, home, port }: { cwd: string; home: Home; port: number }): MortalStart {
  let child: ChildProcess | undefined;
  let said = '';
  let starts = 0;
  const faults: string[] = [];
  const instance = async (): Promise<Instance | undefined> => {
    for (let waited = 0; waited < UP_WITHIN_MS && lives(child); waited += LOOK_EVERY_MS) {
      const up = home.occupant();
      if (up !== undefined && up.pid === child?.pid) return up;
      await delay(LOOK_EVERY_MS);
    }
    return undefined;
  };
  return {
    start() {
      const launched = spawn(
        process.execPath,
        [resolve('local/commands/launch.mjs'), 'local/commands/start.ts', '--port', String(port)],
        { cwd, env: environmentIn(cwd), stdio: ['ignore', 'pipe', 'pipe'] },
      );
      said = '';
      for (const output of [launched.stdout, launched.stderr]) output.on('data', (text) => (said += String(text)));
      launched.once('exit', (code, signal) => {
        if (signal !== 'SIGKILL') faults.push(`it ended with ${code ?? signal}: ${said}`);
      });
      child = launched;
      starts += 1;
    },
    isUp: async () => (await instance()) !== undefined,
    async move(name, ...args) {
      const up = await instance();
      if (up === undefined) return undefined;
      try {
        return await sendMove(up, name, args);
      } catch (error) {
        // Of a process that lives it is an answer, and a wrong one.
        if (lives(child)) throw error;
        return undefined;
      }
    },
    async kill() {
      if (!lives(child)) return;
      child?.kill('SIGKILL');
      if (child !== undefined) await once(child, 'exit');
    },
    starts: () => starts,
    faults: () => faults,
  };
}

function lives(child: ChildProcess | undefined): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null && !child.killed;
}

/** No variables of this machine but its search path; polls as often as deployed. */
function environmentIn(home: string): Record<string, string> {
  return { PATH: SEARCH_PATH, HOME: home, POLL_INTERVAL_MS: '60000' };
}
