import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../../domain/errors.ts';
import { understood } from '../../github/understood.ts';
import type { Comparison, FileContent, FileState } from '../../ports/code-host.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import { orMissing } from './access-error.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';

/** Compares by the names that git gives contents, so that no file is fetched. */
export async function compareFiles(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  { branch, files }: { branch: string; files: readonly FileContent[] },
): Promise<Comparison> {
  const head = await readBranch(client, { owner, repo }, branch);
  const trees = new Map<string, Promise<Map<string, string>>>();
  const entriesOf = (sha: string) => {
    const entries = trees.get(sha) ?? readTree(client, { owner, repo }, sha);
    trees.set(sha, entries);
    return entries;
  };
  const states: Record<string, FileState> = {};
  const blobs: Record<string, string> = {};
  for (const { path, content } of files) {
    const existing = await shaAt(entriesOf, head.commit.commit.tree.sha, path.split('/'));
    states[path] = 'missing';
    if (existing === undefined) continue;
    states[path] = existing === blobSha(content) ? 'same' : 'differs';
    blobs[path] = existing;
  }
  const guarded = await isProtected(client, { owner, repo }, branch, head);
  return { commit: head.commit.sha, isProtected: guarded, states, blobs };
}

const Branch = z.object({
  commit: z.object({ sha: z.string(), commit: z.object({ tree: z.object({ sha: z.string() }) }) }),
  /** Of the kind that was there before rulesets. */
  protection: z.object({ enabled: z.boolean().optional() }).optional(),
});
const Rules = z.array(z.object({ type: z.string() }));

/** `protected` says of rules of any kind that there are some: what counts is whether a change needs a pull request. */
async function isProtected(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  branch: string,
  { protection }: z.infer<typeof Branch>,
): Promise<boolean> {
  if (protection?.enabled === true) return true;
  const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
  const { data } = await client.request(route, { owner, repo, branch, per_page: 100 });
  return understood(Rules, data).some(({ type }) => type === 'pull_request');
}

async function readBranch(client: GitHubClient, { owner, repo }: RepositoryName, branch: string) {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/branches/{branch}', { owner, repo, branch });
    return understood(Branch, data);
  } catch (error) {
    if (githubFailure(error, 0)?.status !== 404) throw error;
    throw new AppError('branch_missing', `${owner}/${repo} has no branch ${branch}; correct the mapping's branch`);
  }
}

const Tree = z.object({ tree: z.array(z.object({ path: z.string(), sha: z.string() })) });

/** The names of what lies in one folder. */
async function readTree(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  sha: string,
): Promise<Map<string, string>> {
  const path = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
  const { data } = await orMissing({ owner, repo }, ['commit_missing', `the folder ${sha} of the newest commit`], () =>
    client.request(path, { owner, repo, tree_sha: sha }),
  );
  return new Map(understood(Tree, data).tree.map((entry) => [entry.path, entry.sha]));
}

async function shaAt(
  entriesOf: (sha: string) => Promise<Map<string, string>>,
  tree: string,
  [name = '', ...rest]: string[],
): Promise<string | undefined> {
  const sha = (await entriesOf(tree)).get(name);
  if (sha === undefined || rest.length === 0) return sha;
  return shaAt(entriesOf, sha, rest);
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export function blobSha(content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
