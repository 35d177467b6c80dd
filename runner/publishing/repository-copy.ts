import { type Git, GitFailure } from '../repository/git.ts';
import { StageFailure } from '../stages/stage-failure.ts';

/** A bare copy of the target repository: all history, file contents as they are needed. Nothing of it is ever checked out or run. */
export interface RepositoryCopy {
  git: Git;
  /** The commit each branch is on at GitHub now; undefined when there is no such branch. Its history is here afterwards. */
  fetchHead(branch: string): Promise<string | undefined>;
  /** Has these objects of GitHub's here, by one request however many they are. */
  fetchObjects(objects: readonly string[]): Promise<void>;
  isAncestor(commit: string, of: string): Promise<boolean>;
  /** The tree of a commit. */
  treeOf(commit: string): Promise<string>;
  /** How many commits `head` has that `other` lacks. */
  commitsAhead(head: string, other: string): Promise<number>;
}

/** Makes the copy in `git`'s working folder, which is empty. */
export async function repositoryCopy(git: Git, address: string): Promise<RepositoryCopy> {
  await git.text(['init', '--quiet', '--bare', '.']);
  await git.text(['remote', 'add', 'origin', address]);
  return {
    git,
    async fetchHead(branch) {
      const ref = `refs/heads/${branch}`;
      const listed = await reaching(() => git.text(['ls-remote', 'origin', ref]));
      const head = /^([0-9a-f]{40,64})\t/.exec(listed)?.[1];
      if (head === undefined) return undefined;
      const kept = `refs/remotes/origin/${branch}`;
      await reaching(() =>
        git.text(['fetch', '--quiet', '--filter=blob:none', '--no-tags', 'origin', `+${ref}:${kept}`]),
      );
      return git.text(['rev-parse', '--verify', kept]);
    },
    async fetchObjects(objects) {
      if (objects.length === 0) return;
      const plain = ['--quiet', '--no-tags', '--no-write-fetch-head', '--filter=blob:none', '--stdin'];
      const input = objects.map((object) => `${object}\n`).join('');
      await reaching(() => git.text(['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', ...plain, 'origin'], { input }));
    },
    async isAncestor(commit, of) {
      return (await git.exit(['merge-base', '--is-ancestor', commit, of], NO_LAZY_FETCH)).exitCode === 0;
    },
    treeOf: (commit) => git.text(['rev-parse', '--verify', `${commit}^{tree}`]),
    commitsAhead: async (head, other) => Number(await git.text(['rev-list', '--count', head, `^${other}`])),
  };
}

/** Else a commit that is on no branch of ours would be fetched, only because somebody named it. */
const NO_LAZY_FETCH = { env: { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' } };

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitFailure) || error.code !== 'git_failed') throw error;
    throw new StageFailure('fetch_failed', error.stderr.trim());
  }
}
