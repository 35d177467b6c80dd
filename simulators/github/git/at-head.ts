import { gitMaybe } from './git.ts';
import { looseHead } from './refs.ts';

/** By commit, which never changes. */
const known = new Map<string, Promise<string | undefined>>();

/**
 * What a command of git prints for a path at the head of a branch, such as `show` or `ls-tree --name-only`; undefined where there is nothing. Git is
 * asked once a commit.
 */
export function atHead(
  gitDir: string,
  branch: string,
  path: string,
  command: readonly string[],
): Promise<string | undefined> {
  const head = looseHead(gitDir, branch);
  if (head === undefined) return gitMaybe(gitDir, [...command, `refs/heads/${branch}:${path}`]);
  const key = [gitDir, head, path, ...command].join(' ');
  const told = known.get(key) ?? gitMaybe(gitDir, [...command, `${head}:${path}`]);
  known.set(key, told);
  return told;
}
