import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as machine } from 'node:process';

/** An early state of 0.1.0, from which updates are tried. */
export const FIRST_COMMIT = '5ffbba2e208c1c658475c3dc3778fb6cda5baa3d';

/** Whether this checkout has the history; a shallow one has not. */
export function hasHistory(commit: string): boolean {
  return spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { stdio: 'ignore' }).status === 0;
}

export interface SynthesizedCommit {
  outDir: string;
  remove(): void;
}

/** Synthesizes the stack of a commit by its own code and packages, in a folder of its own. */
export function synthesizedAt(commit: string): SynthesizedCommit {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-then-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const tree = execFileSync('git', ['archive', '--format=tar', commit], { maxBuffer: 1024 ** 3 });
    execFileSync('tar', ['-x', '-C', folder], { input: tree });
    execFileSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
    const outDir = join(folder, 'stack');
    const env = { ...machine, CDK_OUTDIR: outDir, CDK_VALIDATION: 'false' };
    execFileSync(process.execPath, ['infra/app.ts'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    return { outDir, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
