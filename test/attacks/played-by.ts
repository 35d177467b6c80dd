import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { PlayedAttack } from './play-attacks.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What the command says of each attack. In a process of its own, since copies of modules are a matter of Node's own loader. */
export async function playedBy(...options: string[]): Promise<PlayedAttack[]> {
  const args = ['local/commands/launch.mjs', 'test/commands/attacks.ts', '--json', ...options];
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolveWith) => {
    // Its exit code says less than its last line.
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 1 << 24 }, (_, out, err) =>
      resolveWith({ stdout: out, stderr: err }),
    );
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the command told nothing: ${stderr}`);
  return (JSON.parse(last) as { attacks: PlayedAttack[] }).attacks;
}
