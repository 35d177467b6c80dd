import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { nulEnded, shownPath, type TreeGit } from './tree-git.ts';

/** A path of the index whose file is not as the index has it. */
export interface Modified {
  path: string;
  oldMode: string;
  oldBlob: string;
  isDeleted: boolean;
}

export interface NewPaths {
  files: string[];
  /** Folders that are repositories of their own, and why their files are not taken, if so. */
  repositories: { path: string; kind: 'nested' | 'worktree' | 'submodule' }[];
}

const GITLINK = '160000';

/** What differs from the index: told by content, never by the word of the checkout's own index. */
export async function modifiedPaths(git: TreeGit, env: Record<string, string>): Promise<Modified[]> {
  await git.text(['update-index', '-q', '--refresh'], { env }).catch(() => undefined);
  const fields = await git.list(['diff-files', '-z', '--raw', '--no-abbrev', '--no-renames'], { env });
  const modified: Modified[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', , oldBlob = '', , status] = fields[at]?.slice(1).split(' ') ?? [];
    modified.push({ path: fields[at + 1] ?? '', oldMode, oldBlob, isDeleted: status === 'D' });
  }
  const sparse = await sparsePaths(git);
  return modified.filter(({ path, oldMode, isDeleted }) => oldMode !== GITLINK && !(isDeleted && sparse.has(path)));
}

/** What a sparse checkout leaves out of the working folder on purpose. */
async function sparsePaths(git: TreeGit): Promise<ReadonlySet<string>> {
  const isSparse = await git.text(['config', '--type=bool', 'core.sparseCheckout']).catch(() => '');
  if (isSparse.trim() !== 'true') return new Set();
  const listed = await git.listIfAny(['ls-files', '-z', '-t']);
  return new Set(listed.filter((line) => line.startsWith('S ')).map((line) => line.slice(2)));
}

/** Files that the index lacks and no `.gitignore` leaves out, those of repositories within the repository among them. */
export async function newPaths(
  git: TreeGit,
  at: { env: Record<string, string>; folder: string; baseSha: string; nestedIndex: string },
): Promise<NewPaths> {
  const listed = await git.list(['ls-files', '-z', '--others', '--exclude-standard'], { env: at.env });
  const forced = await forcedPaths(git, at);
  const files = new Set([...listed.filter((path) => !path.endsWith('/')), ...forced]);
  const repositories: NewPaths['repositories'] = [];
  const gitDir = (await git.text(['rev-parse', '--absolute-git-dir'])).trim();
  const open = listed.filter((path) => path.endsWith('/'));
  for (let found = open.shift(); found !== undefined; found = open.shift()) {
    const path = found.slice(0, -1);
    const kind = await kindOf(join(at.folder, shownPath(path)), gitDir);
    repositories.push({ path, kind });
    if (kind !== 'nested') continue;
    const within = await nestedPaths(git, { path, gitDir, folder: at.folder, index: at.nestedIndex });
    open.push(...within.filter((one) => one.endsWith('/')));
    for (const file of within) if (!file.endsWith('/')) files.add(file);
  }
  return { files: [...files], repositories };
}

/** What somebody added in spite of `.gitignore`, by a commit or in the checkout's own index. */
async function forcedPaths(git: TreeGit, { baseSha }: { baseSha: string }): Promise<string[]> {
  const form = ['--name-only', '-z', '--no-renames', '--diff-filter=A', '--ignore-submodules=all'];
  return git.listIfAny(['diff', '--cached', ...form, baseSha]);
}

/** A `.git` that is a file leads elsewhere: to this repository, whose working tree it is then, or to a submodule's store. */
async function kindOf(folder: string, gitDir: string): Promise<'nested' | 'worktree' | 'submodule'> {
  const link = await readFile(join(folder, '.git'), 'utf8').catch(() => undefined);
  const target = link === undefined ? undefined : /^gitdir: (.+)$/m.exec(link)?.[1];
  if (target === undefined) return 'nested';
  return resolve(folder, target).startsWith(join(gitDir, 'worktrees')) ? 'worktree' : 'submodule';
}

/** Listed as if the folder were a working tree of ours, so that nothing of its own git is asked. */
async function nestedPaths(
  git: TreeGit,
  at: { path: string; gitDir: string; folder: string; index: string },
): Promise<string[]> {
  const folder = join(at.folder, shownPath(at.path));
  const env = { GIT_DIR: at.gitDir, GIT_WORK_TREE: folder, GIT_INDEX_FILE: at.index };
  const within = await git.listIfAny(['ls-files', '-z', '--others', '--exclude-standard'], { env, folder });
  const paths = within.map((path) => `${at.path}/${path}`);
  if (paths.length === 0) return [];
  const input = nulEnded(paths);
  const ignored = new Set(await git.listIfAny(['check-ignore', '-z', '--no-index', '--stdin'], { input }));
  return paths.filter((path) => !ignored.has(path));
}
