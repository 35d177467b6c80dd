import { readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { git, gitMaybe } from './git.ts';

/** The sha of the commit that a name means: a full ref, a branch, a tag or a sha; undefined when there is none. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('-')) return undefined;
  const candidates = [name, `refs/heads/${name}`, `refs/tags/${name}`].map((one) => `${one}^{commit}`);
  for (const candidate of candidates) {
    const sha = await gitMaybe(gitDir, ['rev-parse', '--verify', '--quiet', candidate]);
    if (sha !== undefined) return sha;
  }
  return undefined;
}

export interface Ref {
  /** In full, as in `refs/heads/main`. */
  name: string;
  sha: string;
}

/** Refs whose full name begins like that, sorted by name. */
export async function refsBeginning(gitDir: string, prefix: string): Promise<Ref[]> {
  const listed = await git(gitDir, ['for-each-ref', '--format=%(refname) %(objectname)']);
  return listed
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.split(' '))
    .map(([name = '', sha = '']) => ({ name, sha }));
}

const LOOSE = /^[0-9a-f]{40}\n$/;

/** The sha of a branch, without a process of git: undefined where there is none, or git keeps it packed with others. */
export function looseHead(gitDir: string, branch: string): string | undefined {
  const folder = join(gitDir, 'refs', 'heads');
  const path = resolve(folder, branch);
  if (!path.startsWith(`${folder}${sep}`)) return undefined;
  try {
    const text = readFileSync(path, 'utf8');
    return LOOSE.test(text) ? text.trimEnd() : undefined;
  } catch {
    return undefined;
  }
}

export async function branchHead(gitDir: string, branch: string): Promise<string | undefined> {
  return (
    looseHead(gitDir, branch) ?? gitMaybe(gitDir, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`])
  );
}

/** Moves or makes a ref. `from` is what it must be now; the empty text means that it must not exist. */
export async function moveRef(gitDir: string, name: string, to: string, from?: string): Promise<boolean> {
  const expected = from === undefined ? [] : [from === '' ? '0'.repeat(40) : from];
  return (await gitMaybe(gitDir, ['update-ref', name, to, ...expected])) !== undefined;
}

export async function isAncestor(gitDir: string, ancestor: string, descendant: string): Promise<boolean> {
  return (await gitMaybe(gitDir, ['merge-base', '--is-ancestor', ancestor, descendant])) !== undefined;
}
