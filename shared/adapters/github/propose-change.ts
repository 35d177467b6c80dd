import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { Proposal, Proposed } from '../../ports/code-host.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { orMissing } from './access-error.ts';
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
  const existing = await readHead(repository, proposal.branch);
  if (existing !== undefined && !isOurs(repository, existing)) return { outcome: 'branch_taken' };
  const tree = await createTree(repository, proposal);
  if (!(existing?.tree.sha === tree && existing.parents[0]?.sha === proposal.commit)) {
    const sha = await createCommit(repository, proposal, tree);
    await moveBranch(repository, { branch: proposal.branch, sha, isNew: existing === undefined });
  }
  return findOrOpenPull(repository, proposal);
}

const GitObject = z.object({ sha: z.string().min(1) });
const Ref = z.object({ object: GitObject });
const Commit = z.object({
  tree: GitObject,
  parents: z.array(GitObject),
  author: z.object({ name: z.string() }),
  committer: z.object({ name: z.string() }),
});
type Commit = z.infer<typeof Commit>;

/** The newest commit of a branch; undefined when there is no such branch. */
async function readHead({ owner, repo, client }: WritableRepository, branch: string): Promise<Commit | undefined> {
  try {
    const ref = await client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner,
      repo,
      ref: `heads/${branch}`,
    });
    const commit_sha = understood(Ref, ref.data).object.sha;
    const path = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';
    return understood(Commit, (await client.request(path, { owner, repo, commit_sha })).data);
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

async function createTree({ owner, repo, client }: WritableRepository, proposal: Proposal): Promise<string> {
  const { commit: base_tree, files } = proposal;
  const tree = files.map(({ path, content }) => ({ path, content, mode: '100644' as const, type: 'blob' as const }));
  const made = await orMissing({ owner, repo }, baseCommit(proposal), () =>
    client.request('POST /repos/{owner}/{repo}/git/trees', { owner, repo, base_tree, tree }),
  );
  return understood(GitObject, made.data).sha;
}

async function createCommit({ owner, repo, client }: WritableRepository, proposal: Proposal, tree: string) {
  const { title: message, commit } = proposal;
  const made = await orMissing({ owner, repo }, baseCommit(proposal), () =>
    client.request('POST /repos/{owner}/{repo}/git/commits', { owner, repo, tree, message, parents: [commit] }),
  );
  return understood(GitObject, made.data).sha;
}

function baseCommit({ base, commit }: Proposal) {
  return ['commit_missing', `the commit ${commit} of the branch ${base}`] as const;
}

async function moveBranch(
  { owner, repo, client }: WritableRepository,
  { branch, sha, isNew }: { branch: string; sha: string; isNew: boolean },
): Promise<void> {
  if (isNew) {
    const made = await orMissing({ owner, repo }, ['commit_missing', `the commit ${sha} that was just made`], () =>
      client.request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `refs/heads/${branch}`, sha }),
    );
    understood(Ref, made.data);
    return;
  }
  const path = 'PATCH /repos/{owner}/{repo}/git/refs/{ref}';
  const moved = await orMissing({ owner, repo }, ['branch_missing', `the branch ${branch}`], () =>
    client.request(path, { owner, repo, ref: `heads/${branch}`, sha, force: true }),
  );
  understood(Ref, moved.data);
}

const Pull = z.object({ number: z.int(), html_url: z.url() });

async function findOrOpenPull(
  { owner, repo, client }: WritableRepository,
  { base, branch, title, body }: Proposal,
): Promise<Proposed> {
  const head = `${owner}:${branch}`;
  const list = { owner, repo, base, head, state: 'open' as const };
  const ofBranch = ['pull_request_missing', `the pull requests of the branch ${branch}`] as const;
  const listed = await orMissing({ owner, repo }, ofBranch, () =>
    client.request('GET /repos/{owner}/{repo}/pulls', list),
  );
  const [open] = understood(z.array(Pull), listed.data);
  if (open === undefined) {
    const made = await orMissing({ owner, repo }, ofBranch, () =>
      client.request('POST /repos/{owner}/{repo}/pulls', { owner, repo, base, head: branch, title, body }),
    );
    return { outcome: 'opened', prUrl: understood(Pull, made.data).html_url };
  }
  const pull = { owner, repo, pull_number: open.number, title, body };
  const updated = await orMissing({ owner, repo }, ['pull_request_missing', `pull request #${open.number}`], () =>
    client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', pull),
  );
  understood(Pull, updated.data);
  return { outcome: 'updated', prUrl: open.html_url };
}
