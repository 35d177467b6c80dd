import { git, gitMaybe } from './git.ts';

export interface ChangedFile {
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  path: string;
  previousPath?: string;
  /** Of the new content; of the old one where the file was removed. */
  sha: string;
  additions: number;
  deletions: number;
  /** From the first `@@` on; absent where git shows none, as of a binary file. */
  patch?: string;
}

const STATUS: Record<string, ChangedFile['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** What `head` changed since it left `base`, as a unified diff. */
export async function diffText(gitDir: string, base: string, head: string): Promise<string> {
  const text = await git(gitDir, ['diff', '-M', `${base}...${head}`]);
  return text === '' ? '' : `${text}\n`;
}

/** What `head` changed since it left `base`, file by file. */
export async function changedFiles(gitDir: string, base: string, head: string): Promise<ChangedFile[]> {
  const range = `${base}...${head}`;
  const [listed, text] = await Promise.all([
    git(gitDir, ['diff', '-M', '--raw', '--numstat', '-z', '--no-abbrev', range]),
    diffText(gitDir, base, head),
  ]);
  const tokens = listed.split('\0');
  const changes = takeChanges(tokens);
  const sections = text.split(/^(?=diff --git )/m).filter(Boolean);
  return changes.map((change) => {
    // A change of type shows as a removal and an addition.
    const [section = ''] = sections.splice(0, change.status === 'changed' ? 2 : 1);
    const start = section.search(/^@@/m);
    const patch = start < 0 ? {} : { patch: section.slice(start).replace(/\n$/, '') };
    return { ...change, ...takeCounts(tokens), ...patch };
  });
}

type Change = Pick<ChangedFile, 'status' | 'path' | 'sha' | 'previousPath'>;

/** Takes the raw part from the front: `:<mode> <mode> <sha> <sha> <status>`, then one path, or two of a rename. */
function takeChanges(tokens: string[]): Change[] {
  const changes: Change[] = [];
  while (tokens[0]?.startsWith(':') === true) {
    const [, , oldSha = '', newSha = '', letter = ''] = (tokens.shift() ?? '').split(' ');
    const status = STATUS[letter[0] ?? ''] ?? 'changed';
    const first = tokens.shift() ?? '';
    const sha = status === 'removed' ? oldSha : newSha;
    if (status === 'renamed') changes.push({ status, sha, previousPath: first, path: tokens.shift() ?? '' });
    else changes.push({ status, sha, path: first });
  }
  return changes;
}

/** Takes one entry of the counts; a dash stands for a binary file, and two more paths follow after a rename. */
function takeCounts(tokens: string[]): { additions: number; deletions: number } {
  const [additions, deletions, path] = (tokens.shift() ?? '').split('\t');
  if (path === '') tokens.splice(0, 2);
  return { additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
}

/** The tree of a merge without conflicts; undefined when there are some. */
export async function mergedTree(gitDir: string, base: string, head: string): Promise<string | undefined> {
  return gitMaybe(gitDir, ['merge-tree', '--write-tree', base, head]);
}
