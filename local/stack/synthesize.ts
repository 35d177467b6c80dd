import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { keepStack, keptStack, layKept } from './kept-stacks.ts';

/** Why there is no stack: findings of its validators, or settings that cannot be used; the message is for people. */
export class SynthesisError extends Error {}

/** With which `infra/app.ts` ends when a setting cannot be used. */
const UNUSABLE_SETTING = 2;

interface SynthesisOptions {
  isValidated?: boolean;
  isForLaptop?: boolean;
  /** The name of a stage. */
  stage?: string | undefined;
  /** `bedrock`: not the orchestrator, but who may call Bedrock. */
  part?: 'bedrock' | undefined;
}

/**
 * Synthesizes the stack into `outDir` in a process of its own; its findings are errors and are shown as they are. CDK's
 * validator of the template takes twice as long as all the rest and never changes the stack, so that only those who ask
 * for it wait; cdk-nag always looks. For the laptop there is also what executor `local` needs: in the functions, and as
 * `laptop/runner.mjs` beside the stack; what was synthesized for it once is kept until a source changes. Without a stage the
 * stack is one to look at.
 */
export async function synthesize(
  outDir: string,
  { isValidated = false, isForLaptop = true, stage, part }: SynthesisOptions = {},
): Promise<void> {
  const kept = isForLaptop && !isValidated ? keptStack() : undefined;
  if (kept !== undefined && layKept(kept, outDir)) return;
  await synthesizeAnew(outDir, { isValidated, isForLaptop, stage, part });
  // A source that was changed meanwhile may be in it, or may not.
  if (kept !== undefined && kept === keptStack()) keepStack(outDir, kept);
}

async function synthesizeAnew(
  outDir: string,
  { isValidated, isForLaptop, stage, part }: SynthesisOptions,
): Promise<void> {
  const child = spawn(process.execPath, ['infra/app.ts'], {
    env: {
      ...process.env,
      CDK_OUTDIR: outDir,
      CDK_VALIDATION: String(isValidated),
      CDK_FOR_LAPTOP: String(isForLaptop),
      CDK_STAGE: stage,
      CDK_PART: part,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  child.stdout.on('data', (chunk) => lines.push(String(chunk)));
  child.stderr.on('data', (chunk) => lines.push(String(chunk)));
  const [code] = await once(child, 'close');
  if (code === UNUSABLE_SETTING) throw new SynthesisError(lines.join('').trim());
  if (code !== 0) throw new SynthesisError(`The stack could not be synthesized:\n${lines.join('')}`);
}
