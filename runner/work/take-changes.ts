import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { guardedAs } from '../../shared/domain/guarded-paths.ts';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import { LARGEST_FILE, megabytes } from '../repository/change-limits.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { cacheOf, isInstalled } from './cache-paths.ts';
import { type Modified, modifiedPaths, type NewPaths, newPaths } from './changed-paths.ts';
import { indexInfo, withoutAttributesDoing } from './line-endings.ts';
import { nulEnded, shownPath, type TreeGit } from './tree-git.ts';

const NO_BLOB = '0'.repeat(40);

interface TakeSettings {
  git: TreeGit;
  /** Absolute path of the checkout. */
  folder: string;
  baseSha: string;
  /** Absolute path of an index of our own; what is in it of an earlier time saves reading files again. */
  index: string;
  guard: PathGuard;
}

export interface Taken {
  leftOut: LeftOut[];
  /** Guarded paths that differ from the base, by their names as `latin1`. */
  guarded: string[];
}

/** Brings what the checkout has over its base into the index, as far as it is a change of ours, and says what is not. */
export async function takeChanges(settings: TakeSettings): Promise<Taken> {
  const { git, folder, baseSha, index, guard } = settings;
  const env = { GIT_INDEX_FILE: index };
  await git.text(['read-tree', '--reset', baseSha], { env });
  const { modified, raw } = await withoutAttributesDoing(git, env, await modifiedPaths(git, env));
  const added = await newPaths(git, { env, folder, baseSha, nestedIndex: `${index}-nested` });
  const caches = await cachesOf(settings, modified, added);
  const guarded = [...modified.map(({ path }) => path), ...added.files].filter(
    (path) => guardedAs(path, guard.allowed) !== undefined,
  );
  const isOurs = (path: string) => !caches.isCache(path) && guardedAs(path, guard.allowed) === undefined;
  const deleted = new Set(modified.filter(({ isDeleted }) => isDeleted).map(({ path }) => path));
  const wanted = [...modified.map(({ path }) => path), ...added.files].filter(isOurs);
  const { takable, leftOut } = await readable(
    folder,
    wanted.filter((path) => !deleted.has(path)),
  );
  await putIntoIndex(git, env, { takable, raw, deleted: wanted.filter((path) => deleted.has(path)) });
  return { leftOut: [...leftOut, ...caches.leftOut, ...repositoriesLeftOut(added)], guarded };
}

async function putIntoIndex(
  git: TreeGit,
  env: Record<string, string>,
  {
    takable,
    raw,
    deleted,
  }: { takable: string[]; raw: readonly { path: string; blob: string }[]; deleted: readonly string[] },
): Promise<void> {
  const putEntries = (entries: Parameters<typeof indexInfo>[0]) =>
    git.text(['update-index', '-z', '--index-info'], { env, input: indexInfo(entries) });
  if (deleted.length > 0) await putEntries(deleted.map((path) => ({ path, mode: '0', blob: NO_BLOB })));
  if (takable.length === 0) return;
  const input = nulEnded(takable);
  await git.text(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { env, input });
  const taken = new Set(takable);
  const asTheyAre = raw.filter(({ path }) => taken.has(path));
  if (asTheyAre.length === 0) return;
  const modes = await git.list(['ls-files', '-z', '--stage'], { env });
  const modeOf = new Map(modes.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, 6)]));
  await putEntries(asTheyAre.map(({ path, blob }) => ({ path, blob, mode: modeOf.get(path) ?? '100644' })));
}

/** New files in caches that the base does not have, and whatever was installed. */
async function cachesOf({ git, baseSha }: TakeSettings, modified: readonly Modified[], added: NewPaths) {
  const folders = new Set(added.files.map(cacheOf).filter((folder) => folder !== undefined));
  const known = await inBase(git, baseSha, [...folders]);
  const isCache = (path: string) => {
    if (isInstalled(path)) return true;
    const folder = cacheOf(path);
    return folder !== undefined && folders.has(folder) && !known.has(folder);
  };
  const changed = modified.filter(({ path }) => isInstalled(path)).map(({ path }) => cacheOf(path) ?? path);
  const named = [...new Set([...[...folders].filter((folder) => !known.has(folder)), ...changed])];
  const leftOut = named.map((folder): LeftOut => ({ path: shownPath(folder), kind: 'cache', what: '' }));
  return { isCache, leftOut };
}

/** Which of these paths the base has. */
async function inBase(git: TreeGit, baseSha: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const askable = paths.filter((path) => !path.includes('\n'));
  if (askable.length === 0) return new Set();
  const input = askable.map((path) => `${baseSha}:${path}\n`).join('');
  const answers = (await git.text(['cat-file', '--batch-check'], { input })).split('\n');
  return new Set(askable.filter((_, at) => !(answers[at] ?? 'missing').endsWith(' missing')));
}

/** What git would stop at takes nothing else with it. */
async function readable(folder: string, paths: readonly string[]) {
  const takable: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const path of paths) {
    const reason = await unreadableAs(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]));
    if (reason === undefined) takable.push(path);
    else leftOut.push({ path: shownPath(path), ...reason });
  }
  return { takable, leftOut };
}

async function unreadableAs(file: Buffer): Promise<Omit<LeftOut, 'path'> | undefined> {
  const stat = await lstat(file).catch(() => undefined);
  if (stat === undefined || stat.isSymbolicLink() || stat.isDirectory()) return undefined;
  if (stat.size > LARGEST_FILE) return { kind: 'big', what: `it has ${megabytes(stat.size)}` };
  return access(file, constants.R_OK).then(
    () => undefined,
    () => ({ kind: 'unreadable', what: '' }) as const,
  );
}

function repositoriesLeftOut({ repositories }: NewPaths): LeftOut[] {
  return repositories.map(({ path, kind }) => ({
    path: shownPath(kind === 'nested' ? `${path}/.git` : path),
    kind,
    what: '',
  }));
}
