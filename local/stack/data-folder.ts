import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes the folder and takes it for this process alone: the embedded DynamoDB crashes when two open one store.
 * Answers what gives it back. Throws a sentence when another process has it.
 */
export function takeDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const lockFile = join(folder, 'process-id');
  const owner = ownerOf(lockFile);
  if (owner !== undefined && isAlive(owner)) {
    throw new Error(
      `the process ${owner} already runs on ${folder}; stop it first (or delete ${lockFile} if it is another program)`,
    );
  }
  writeFileSync(lockFile, String(process.pid));
  return () => rmSync(lockFile, { force: true });
}

function ownerOf(lockFile: string): number | undefined {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
