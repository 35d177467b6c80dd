import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { env as machine } from 'node:process';
import { text } from 'node:stream/consumers';

const { PATH: SEARCH_PATH = '' } = machine;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `npm start` with these arguments to its end, with no variables of this machine but its search path. */
export async function endedStart(
  args: readonly string[],
  { cwd, home, env = {} }: { cwd: string; home: string; env?: Record<string, string> },
): Promise<Ended> {
  const child = spawn(process.execPath, [resolve('local/commands/launch.mjs'), 'local/commands/start.ts', ...args], {
    cwd,
    env: { PATH: SEARCH_PATH, HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}
