import type { Modified } from './changed-paths.ts';
import { nulEnded, type TreeGit } from './tree-git.ts';

/** A file whose bytes are to be taken as they are, since its attributes would make another file of it. */
export interface RawFile {
  path: string;
  blob: string;
}

/**
 * Git calls a file modified that nobody touched where its attributes came after it, or were never kept: a file of CRLF lines under
 * `text`. Such a file is none of the change; and one of them that was touched keeps its line endings.
 */
export async function withoutAttributesDoing(
  git: TreeGit,
  env: Record<string, string>,
  modified: readonly Modified[],
): Promise<{ modified: Modified[]; raw: RawFile[] }> {
  const isAskable = ({ path, oldMode, isDeleted }: Modified) =>
    !isDeleted && oldMode.startsWith('100') && !path.includes('\n');
  const candidates = modified.filter(isAskable);
  const unkept = await withUnkeptEndings(git, env, candidates);
  if (unkept.length === 0) return { modified: [...modified], raw: [] };
  const input = unkept.map(({ path }) => `${path}\n`).join('');
  const blobs = (await git.text(['hash-object', '-w', '--no-filters', '--stdin-paths'], { input })).split('\n');
  const found = unkept.map((one, at) => ({ ...one, blob: blobs[at] ?? '' }));
  const untouched = new Set(found.filter(({ blob, oldBlob }) => blob === oldBlob).map(({ path }) => path));
  return {
    modified: modified.filter(({ path }) => !untouched.has(path)),
    raw: found.filter(({ path }) => !untouched.has(path)).map(({ path, blob }) => ({ path, blob })),
  };
}

/** Those that have CRLF in the index although they are text by their attributes. `  i/crlf w/crlf attr/text   \t path`. */
async function withUnkeptEndings(
  git: TreeGit,
  env: Record<string, string>,
  candidates: readonly Modified[],
): Promise<Modified[]> {
  if (candidates.length === 0) return [];
  const listed = await git.list(['ls-files', '-z', '--eol', '--modified'], { env });
  const isUnkept = (facts: string) => /^i\/(?:crlf|mixed)\s/.test(facts) && !/\sattr\/(?:-text)?\s*$/.test(facts);
  const unkept = new Set(
    listed.flatMap((line) => {
      const end = line.indexOf('\t');
      return isUnkept(line.slice(0, end)) ? [line.slice(end + 1)] : [];
    }),
  );
  return candidates.filter(({ path }) => unkept.has(path));
}

/** Lines for `update-index --index-info -z`. */
export function indexInfo(entries: readonly { path: string; mode: string; blob: string }[]): string {
  return nulEnded(entries.map(({ path, mode, blob }) => `${mode} ${blob}\t${path}`));
}
