import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../local/stack/synthesize.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the synthesized stack. */
    outDir: string;
  }
}

/** Synthesizes the stack once for all tests that run it. */
export async function setup(project: TestProject): Promise<() => void> {
  const outDir = mkdtempSync(join(tmpdir(), 'ai-implement-synth-'));
  await synthesize(outDir);
  project.provide('outDir', outDir);
  return () => rmSync(outDir, { recursive: true, force: true });
}
