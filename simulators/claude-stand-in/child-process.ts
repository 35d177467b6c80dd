import { spawn } from 'node:child_process';

export interface ChildEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a shell command to its end, with the whole environment, as Claude Code does. */
export async function runShell(
  command: string,
  given: { folder: string; stdin?: string; timeoutMs: number },
): Promise<ChildEnd> {
  const child = spawn('/bin/bash', ['-c', command], { cwd: given.folder, timeout: given.timeoutMs });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    output.stdout += data.toString('utf8');
  });
  child.stderr.on('data', (data: Buffer) => {
    output.stderr += data.toString('utf8');
  });
  child.stdin.on('error', () => undefined).end(given.stdin ?? '');
  const code = await new Promise<number>((done, failed) => {
    child.once('error', failed).once('close', (exitCode) => done(exitCode ?? 1));
  });
  return { code, ...output };
}
