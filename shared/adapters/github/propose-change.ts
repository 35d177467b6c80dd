import type { Proposal, Proposed } from '../../ports/code-host.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';

/** A repository with a client that may write to it. */
export interface WritableRepository extends RepositoryName {
  client: GitHubClient;
  /** Who makes our commits. */
  botLogin: string;
}

/** One commit on one branch of ours, with one pull request. */
export async function proposeChange(repository: WritableRepository, proposal: Proposal): Promise<Proposed> {
  const { owner, repo, client } = repository;
  const standing = await readHead(repository, proposal.branch);
  if (standing !== undefined && !isOurs(repository, standing)) return { outcome: 'branch_taken' };
  const tree = await createTree(repository, proposal);
  if (!(standing?.tree.sha === tree && standing.parents[0]?.sha === proposal.commit)) {
    const { data } = await client.request('POST /repos/{owner}/{repo}/git/commits', {
      ...{ owner, repo, tree },
      message: proposal.title,
      parents: [proposal.commit],
    });
    await moveBranch(repository, { branch: proposal.branch, sha: data.sha, isNew: standing === undefined });
  }
  return findOrOpenPull(repository, proposal);
}

type Commit = NonNullable<Awaited<ReturnType<typeof readHead>>>;

/** The newest commit of a branch; undefined when there is no such branch. */
async function readHead({ owner, repo, client }: WritableRepository, branch: string) {
  try {
    const ref = await client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner,
      repo,
      ref: `heads/${branch}`,
    });
    const commit_sha = ref.data.object.sha;
    return (await client.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { owner, repo, commit_sha }))
      .data;
  } catch (error) {
    if (githubFailure(error, 0)?.status === 404) return undefined;
    throw error;
  }
}

/**
 * We only ever put one commit of ours on one of the default branch, so that a newest commit of ours, with its one parent,
 * has nobody's work beneath. GitHub itself may stand as its committer.
 */
function isOurs({ botLogin }: WritableRepository, { author, committer, parents }: Commit): boolean {
  const isByUs = author.name === botLogin && [botLogin, 'GitHub'].includes(committer.name);
  return isByUs && parents.length === 1;
}

async function createTree({ owner, repo, client }: WritableRepository, { commit, files }: Proposal): Promise<string> {
  const { data } = await client.request('POST /repos/{owner}/{repo}/git/trees', {
    ...{ owner, repo, base_tree: commit },
    tree: files.map(({ path, content }) => ({ path, content, mode: '100644' as const, type: 'blob' as const })),
  });
  return data.sha;
}

async function moveBranch(
  { owner, repo, client }: WritableRepository,
  { branch, sha, isNew }: { branch: string; sha: string; isNew: boolean },
): Promise<void> {
  if (isNew) {
    await client.request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `refs/heads/${branch}`, sha });
    return;
  }
  const path = 'PATCH /repos/{owner}/{repo}/git/refs/{ref}';
  await client.request(path, { owner, repo, ref: `heads/${branch}`, sha, force: true });
}

async function findOrOpenPull(
  { owner, repo, client }: WritableRepository,
  { base, branch, title, body }: Proposal,
): Promise<Proposed> {
  const head = `${owner}:${branch}`;
  const list = { owner, repo, base, head, state: 'open' as const };
  const [open] = (await client.request('GET /repos/{owner}/{repo}/pulls', list)).data;
  if (open === undefined) {
    const { data } = await client.request('POST /repos/{owner}/{repo}/pulls', {
      owner,
      repo,
      base,
      head: branch,
      title,
      body,
    });
    return { outcome: 'opened', prUrl: data.html_url };
  }
  const pull = { owner, repo, pull_number: open.number, title, body };
  await client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', pull);
  return { outcome: 'updated', prUrl: open.html_url };
}
