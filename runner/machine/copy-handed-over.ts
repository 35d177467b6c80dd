import { closeSync, constants, fchownSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { HANDOVER_FILES } from '../stages/handover.ts';

/** In bytes; a larger file is not handed on, as if the stage had left none. Publishing judges the patch by limits of its own. */
const LARGEST: Readonly<Record<string, number>> = {
  [HANDOVER_FILES.assignment]: 16 * 1024 * 1024,
  [HANDOVER_FILES.outcome]: 4 * 1024 * 1024,
  [HANDOVER_FILES.patch]: 200 * 1024 * 1024,
};

/**
 * Copies one file from the folder of a stage to that of the next, for its user. The folder may be hostile: no link is followed, nothing
 * but a plain file is opened, and one that has a second name is left where it is. Answers whether there was one.
 */
export function copyHandedOver(
  name: (typeof HANDOVER_FILES)[keyof typeof HANDOVER_FILES],
  { from, to, owner }: { from: string; to: string; owner: number | undefined },
): boolean {
  const source = opened(join(from, name));
  if (source === undefined) return false;
  try {
    const { size, nlink } = fstatSync(source);
    const isPlain = fstatSync(source).isFile() && nlink === 1;
    if (!isPlain || size > (LARGEST[name] ?? 0)) return false;
    const target = openSync(join(to, name), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      copyBytes(source, target, size);
      if (owner !== undefined) fchownSync(target, owner, owner);
    } finally {
      closeSync(target);
    }
    return true;
  } finally {
    closeSync(source);
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** As many as there were when it was looked at, however many there are now. */
function copyBytes(source: number, target: number, size: number): void {
  const buffer = Buffer.alloc(Math.min(size, 1024 * 1024));
  for (let left = size; left > 0; ) {
    const read = readSync(source, buffer, 0, Math.min(buffer.length, left), null);
    if (read === 0) return;
    for (let written = 0; written < read; ) written += writeSync(target, buffer, written, read - written);
    left -= read;
  }
}
