import { lstat } from 'node:fs/promises';
import type { KnownSecret } from '../process/secret-digest.ts';
import { LARGEST_CHANGE, MOST_FILES } from '../repository/change-limits.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { linesOf } from './patch-lines.ts';
import { secretAdded, secretNamed } from './secret-forms.ts';

/** Bytes. */
export const LARGEST_PATCH = 200 * 1024 * 1024;
/** Bytes of a line that are looked at. */
const LONGEST_LINE = 10_000;

/**
 * The objects that a patch begins with, as its index lines name them: what must be there to apply it. Throws a `StageFailure` for what is
 * no file, and for what unpacks to more than is published; nothing is unpacked for that.
 */
export async function objectsBefore(patchFile: string): Promise<{ objects: string[]; isEmpty: boolean }> {
  const stat = await lstat(patchFile);
  if (!stat.isFile()) throw new StageFailure('patch_not_a_file');
  if (stat.size > LARGEST_PATCH) throw new StageFailure('changes_too_big');
  const objects = new Set<string>();
  let unpacked = 0;
  for await (const line of linesOf(patchFile, { begin: ['index ', 'literal '], longest: 200 })) {
    const object = /^index ([0-9a-f]{40,64})\.\./.exec(line)?.[1];
    if (object !== undefined && !/^0+$/.test(object) && objects.size <= 2 * MOST_FILES) objects.add(object);
    unpacked += Number(/^literal (\d{1,15})$/.exec(line)?.[1] ?? 0);
  }
  // A binary file is there twice, as it was and as it is.
  if (unpacked > 4 * LARGEST_CHANGE) throw new StageFailure('changes_too_big', 'they unpack to more than 200 MB');
  return { objects: [...objects], isEmpty: stat.size === 0 };
}

/** Whether a patch shows a secret: by the name of its file, by its look, or since it is one of `secrets`. */
export async function patchShowsSecret(patchFile: string, secrets: readonly KnownSecret[]): Promise<boolean> {
  for await (const line of linesOf(patchFile, { begin: ['diff --git ', '+'], longest: LONGEST_LINE })) {
    const path = /^diff --git "?a\/(.*?)"? "?b\//.exec(line)?.[1];
    if (path !== undefined && secretNamed(path) !== undefined) return true;
    if (line.startsWith('+') && secretAdded('', line, secrets) !== undefined) return true;
  }
  return false;
}
