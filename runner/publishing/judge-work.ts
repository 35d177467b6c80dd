import { posix } from 'node:path';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import type { KnownSecret } from '../process/secret-digest.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { type ChangedFile, changedFiles, contentsOf, eachContents, type FileContents } from './changed-files.ts';
import {
  type RefusedFile,
  requireAllowed,
  requireBounded,
  secretIn,
  secretInPath,
  verdictOf,
} from './judge-changes.ts';
import type { RepositoryCopy } from './repository-copy.ts';

export interface JudgedChange {
  /** Files that are left out, with what the base has in their place. */
  excluded: { file: ChangedFile; leftOut: LeftOut }[];
  /** Paths of all that is published. */
  taken: string[];
}

export interface JudgeRules {
  /** Credentials of this run, which must not be in what is pushed. */
  secrets: readonly KnownSecret[];
  guard: PathGuard;
  /** The index that holds `to`, whose attributes say what Git LFS keeps. */
  index: Record<string, string>;
}

const NOTHING = '000000';
const POINTER = 'version https://git-lfs.github.com/spec/';
/** Of a changed file, when it is looked through for the names of what is left out. */
const LONGEST_LOOKED_THROUGH = 1024 * 1024;

/**
 * Looks at what leads from one tree to the other, by count and size before any content is read. Throws a `StageFailure` where nothing of
 * it may be published: it is too much, or it holds secrets.
 */
export async function judgeWork(
  copy: RepositoryCopy,
  { from, to }: { from: string; to: string },
  rules: JudgeRules,
): Promise<JudgedChange> {
  const files = await changedFiles(copy.git, from, to);
  const sorted = sortedByVerdict(files, rules.guard);
  const { refused, excluded, links, contents } = sorted;
  const isNew = ({ oldMode, mode }: ChangedFile) => oldMode === NOTHING && mode !== NOTHING;
  refused.push(...files.filter(isNew).flatMap(({ path }) => secretInPath(path, rules.secrets) ?? []));
  const leaveOut = (file: ChangedFile, kind: 'link' | 'lfs') =>
    excluded.push({ file, leftOut: { path: file.path, kind, what: '' } });
  const kept = await keptLinks(copy, { from, to }, links);
  for (const link of links) if (!kept.has(link)) leaveOut(link, 'link');
  requireBounded([...contents, ...sorted.deleted]);
  const inLfs = await keptByLfs(copy, rules.index, contents);
  await eachContents(copy.git, contents, (file, content) => {
    const reason = secretIn(file.path, content, rules.secrets);
    if (reason !== undefined) refused.push({ path: file.path, reason });
    if (inLfs.has(file.path) || isNewPointer(content)) leaveOut(file, 'lfs');
  });
  requireAllowed(refused);
  const names = new Set(excluded.map(({ file }) => file));
  return { excluded, taken: files.filter((file) => !names.has(file)).map(({ path }) => path) };
}

interface Sorted extends Pick<JudgedChange, 'excluded'> {
  refused: RefusedFile[];
  links: ChangedFile[];
  contents: ChangedFile[];
  deleted: ChangedFile[];
}

function sortedByVerdict(files: readonly ChangedFile[], guard: PathGuard): Sorted {
  const sorted: Sorted = { refused: [], excluded: [], links: [], contents: [], deleted: [] };
  for (const file of files) {
    const verdict = verdictOf(file, guard);
    if (verdict === 'link') sorted.links.push(file);
    else if (verdict === 'content') sorted.contents.push(file);
    else if (verdict === 'taken') sorted.deleted.push(file);
    else if ('refused' in verdict) sorted.refused.push({ path: file.path, reason: verdict.refused });
    else sorted.excluded.push({ file, leftOut: { path: file.path, ...verdict.leftOut } });
  }
  return sorted;
}

function isNewPointer({ before, after }: FileContents): boolean {
  return after.startsWith(POINTER) && before !== after;
}

/** Links that the repository had before and that still lead to something within it, as after their folder was renamed. */
async function keptLinks(
  { git }: RepositoryCopy,
  { from, to }: { from: string; to: string },
  links: readonly ChangedFile[],
): Promise<ReadonlySet<ChangedFile>> {
  if (links.length === 0) return new Set();
  const listed = (await git.text(['ls-tree', '-r', '-z', '--full-tree', from])).split('\0');
  const existing = new Set(listed.flatMap((line) => /^120000 blob (\w+)\t/.exec(line)?.[1] ?? []));
  const known = links.filter(({ object }) => existing.has(object));
  const targets = await contentsOf(
    git,
    known.map(({ object }) => object),
  );
  const placed = known.flatMap((link) => {
    const target = targets.get(link.object) ?? '';
    const path = posix.join(posix.dirname(link.path), target).replace(/\/$/, '');
    const isInside = !posix.isAbsolute(target) && !path.startsWith('..') && !/[\n\0]/.test(path);
    return isInside ? [{ link, path }] : [];
  });
  const input = placed.map(({ path }) => `${to}:${path === '.' ? '' : path}\n`).join('');
  const answers = input === '' ? [] : (await git.text(['cat-file', '--batch-check'], { input })).split('\n');
  return new Set(placed.filter((_, at) => / (?:blob|tree) \d+$/.test(answers[at] ?? '')).map(({ link }) => link));
}

/** Paths whose content the attributes give to Git LFS: neither a pointer of the agent's nor the content itself belongs there. */
async function keptByLfs(
  { git }: RepositoryCopy,
  index: Record<string, string>,
  files: readonly ChangedFile[],
): Promise<ReadonlySet<string>> {
  if (files.length === 0) return new Set();
  const input = files.map(({ path }) => `${path}\0`).join('');
  const fields = (await git.text(['check-attr', '--cached', '-z', '--stdin', 'filter'], { input, env: index })).split(
    '\0',
  );
  return new Set(fields.filter((_, at) => at % 3 === 0 && fields[at + 2] === 'lfs'));
}

/** Which of the guarded paths that were left out the rest of the change speaks of: it may need them. */
export async function namesNeeded(
  { git }: RepositoryCopy,
  { from, to }: { from: string; to: string },
  guarded: readonly string[],
): Promise<string[]> {
  if (guarded.length === 0) return [];
  const needed = new Set<string>();
  const files = (await changedFiles(git, from, to)).filter(
    ({ size, mode }) => mode.startsWith('100') && size > 0 && size <= LONGEST_LOOKED_THROUGH,
  );
  await eachContents(git, files, (_, { before, after }) => {
    for (const path of guarded) if (after.includes(path) && !before.includes(path)) needed.add(path);
  });
  return [...needed];
}
