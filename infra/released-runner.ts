import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReleasedRunner } from '../shared/contract/released-runners.ts';
import { VERSION } from '../shared/contract/version.ts';
import { bundleRunner } from './bundle-runner.ts';

/** The row of this version for the list of released runners. */
export async function releasedRunner(): Promise<ReleasedRunner> {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  try {
    const sha256 = await bundleRunner(folder);
    const blob = gitNameOf(readFileSync(join(folder, 'runner.mjs')));
    return { version: VERSION, sha256, blob };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
function gitNameOf(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
