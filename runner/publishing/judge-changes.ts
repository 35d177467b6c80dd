import { guardedAs } from '../../shared/domain/guarded-paths.ts';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import { UNSEEN } from '../../shared/domain/unseen-break.ts';
import { presentablePath } from '../../shared/domain/untrusted-text.ts';
import type { KnownSecret } from '../process/secret-digest.ts';
import { LARGEST_CHANGE, LARGEST_FILE, MOST_FILES, megabytes } from '../repository/change-limits.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { ChangedFile, FileContents } from './changed-files.ts';
import { secretAdded, secretNamed } from './secret-forms.ts';

/** A file for which nothing of the change is published, and why. */
export interface RefusedFile {
  path: string;
  reason: string;
}

const LISTED = 20;
const LISTED_FOLDERS = 5;
const DELETED = '000000';
const LINK = '120000';
const UNSEEN_REASON = 'its name holds characters that nobody sees, or that reorder others';

/** What is known of one path without its content. `leftOut`: it alone is not published. */
type PathVerdict = { refused: string } | { leftOut: Omit<LeftOut, 'path'> } | 'link' | 'content' | 'taken';

/** Judges by path, mode and size. `link`: it is a symbolic link, of which more must be known. */
export function verdictOf(file: ChangedFile, guard: PathGuard): PathVerdict {
  const reason = reasonByPath(file.path);
  if (reason !== undefined) return { refused: reason };
  if (file.mode !== DELETED && file.path.search(UNSEEN) >= 0) return { leftOut: { kind: 'name', what: UNSEEN_REASON } };
  const what = guardedAs(file.path, guard.allowed);
  if (what !== undefined) return { leftOut: { kind: 'guarded', what } };
  if (file.mode === DELETED) return 'taken';
  if (file.mode === LINK) return 'link';
  if (file.mode === '160000') return { leftOut: { kind: 'submodule', what: '' } };
  if (file.mode !== '100644' && file.mode !== '100755') {
    return { leftOut: { kind: 'mode', what: `its mode ${file.mode} is not one of a file` } };
  }
  return file.size > LARGEST_FILE ? { leftOut: { kind: 'big', what: `it has ${megabytes(file.size)}` } } : 'content';
}

function reasonByPath(path: string): string | undefined {
  const parts = path.split('/');
  if (path.startsWith('/') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'its path leads out of the repository';
  }
  return parts.some((part) => /^\.git$|^git~[0-9]+$/i.test(part)) ? "it is in git's own folder" : undefined;
}

/** Why a file may not have this name, whatever is in it. A path that holds a secret is shown nowhere. */
export function secretInPath(path: string, secrets: readonly KnownSecret[]): RefusedFile | undefined {
  const held = secretAdded('', path, secrets);
  return held === undefined ? undefined : { path: '…', reason: `the path of a file contains ${held}` };
}

/** Why a file's name or content must not be published. `secrets`: those of this run. */
export function secretIn(
  path: string,
  { before, after }: FileContents,
  secrets: readonly KnownSecret[],
): string | undefined {
  const named = secretNamed(path);
  if (named !== undefined) return `its name says that it holds ${named}`;
  const added = secretAdded(before, after, secrets);
  return added && `it contains ${added}`;
}

/** Throws where there is more than is published at once; it names the folders that hold most of it. */
export function requireBounded(files: readonly ChangedFile[]): void {
  if (files.length > MOST_FILES) {
    const folders = largestFolders(files, () => 1).map(([folder, count]) => `\`${folder}\` (${count} files)`);
    const counted = `${files.length} files are changed, and at most ${MOST_FILES} go`;
    throw new StageFailure('changes_too_big', `${counted}. Most are in ${folders.join(', ')}`);
  }
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > LARGEST_CHANGE) {
    const folders = largestFolders(files, ({ size }) => size).map(([name, size]) => `\`${name}\` (${megabytes(size)})`);
    const summed = `the changed files have ${megabytes(total)}, and at most ${megabytes(LARGEST_CHANGE)} go`;
    throw new StageFailure('changes_too_big', `${summed}. Most is in ${folders.join(', ')}`);
  }
}

/** Folders of the first or second level, the one with most in it first. */
function largestFolders(files: readonly ChangedFile[], weight: (file: ChangedFile) => number): [string, number][] {
  const sums = new Map<string, number>();
  for (const file of files) {
    const folder = file.path.split('/').slice(0, -1).slice(0, 2).join('/') || '.';
    sums.set(folder, (sums.get(folder) ?? 0) + weight(file));
  }
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .slice(0, LISTED_FOLDERS)
    .map(([folder, sum]) => [presentablePath(folder), sum]);
}

/** Throws what people read when any file is refused. */
export function requireAllowed(refused: readonly RefusedFile[]): void {
  if (refused.length === 0) return;
  const lines = refused.slice(0, LISTED).map(({ path, reason }) => `- \`${presentablePath(path)}\`: ${reason}`);
  const rest = refused.length > LISTED ? [`- … and ${refused.length - LISTED} more`] : [];
  throw new StageFailure('changes_refused', ['', ...lines, ...rest].join('\n'));
}
