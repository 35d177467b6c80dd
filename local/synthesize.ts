import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The stack that `infra/app.ts` defines. */
export const STACK_NAME = 'AiImplement';

/** Synthesizes the stack into `outDir` in a process of its own; its findings are errors and are shown as they are. */
export async function synthesize(outDir: string): Promise<void> {
  const child = spawn(process.execPath, ['infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: outDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  child.stdout.on('data', (chunk) => lines.push(String(chunk)));
  child.stderr.on('data', (chunk) => lines.push(String(chunk)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the stack could not be synthesized:\n${lines.join('')}`);
}
