import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** SHA-256 of the program that this process was started with. */
export function ownSha256(program = process.argv[1]): string | undefined {
  return program === undefined ? undefined : createHash('sha256').update(readFileSync(program)).digest('hex');
}
