import type { Signature } from '../git/commit-files.ts';
import { type Commit, readCommit, writeCommit } from '../git/commits.ts';
import { GitFailure } from '../git/git.ts';
import { isSigned, signed } from '../git/signatures.ts';
import { readBlob, readTree, type TreeChange, typeOf, writeBlob, writeTree } from '../git/trees.ts';
import type { JsonObject } from '../json-schema.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { personOf } from './people-answers.ts';
import {
  acting,
  type CheckedRequest,
  gitDirOf,
  type Handler,
  permitted,
  READ_CONTENTS,
  repositoryUrl,
  type World,
  WRITE_CONTENTS,
} from './world.ts';

/** Objects of git over the API: blobs, trees, commits. */
export const GIT_DATA: Record<string, Handler> = {
  'git/create-blob': async (world, request) => {
    const repository = permitted(world, request, WRITE_CONTENTS);
    const { content = '', encoding = 'utf-8' } = request.body as { content?: string; encoding?: string };
    const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
    const sha = await writeBlob(gitDirOf(repository), bytes);
    return { status: 201, body: { sha, url: `${repositoryUrl(world, repository)}/git/blobs/${sha}` } };
  },
  'git/get-blob': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const gitDir = gitDirOf(repository);
    const sha = request.asked.parameters['file_sha'] ?? '';
    if ((await typeOf(gitDir, sha)) !== 'blob') throw notFound();
    const content = await readBlob(gitDir, sha);
    const url = `${repositoryUrl(world, repository)}/git/blobs/${sha}`;
    const facts = { sha, url, size: content.length, encoding: 'base64', content: content.toString('base64') };
    return { status: 200, body: world.description.complete('blob', facts) };
  },
  'git/create-tree': createTree,
  'git/get-tree': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const { tree_sha: sha = '' } = request.asked.parameters;
    const isRecursive = request.query['recursive'] !== undefined;
    return { status: 200, body: await treeAnswer(world, repository, sha, isRecursive) };
  },
  'git/create-commit': createCommit,
  'git/get-commit': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const commit = await readCommit(gitDirOf(repository), request.asked.parameters['commit_sha'] ?? '');
    if (commit === undefined) throw notFound();
    return { status: 200, body: await commitAnswer(world, repository, commit) };
  },
};

interface TreeWish {
  base_tree?: string;
  tree: Array<{ path?: string; mode?: string; type?: string; sha?: string | null; content?: string }>;
}

const WORKFLOWS = '.github/workflows/';

async function createTree(world: World, request: CheckedRequest) {
  const { repository, actor } = acting(world, request, WRITE_CONTENTS);
  const gitDir = gitDirOf(repository);
  const wish = request.body as unknown as TreeWish;
  const touchesWorkflows = wish.tree.some(({ path = '' }) => path.startsWith(WORKFLOWS));
  if (touchesWorkflows && actor.permissions['workflows'] !== 'write') {
    throw new GitHubProblem(403, 'Resource not accessible by integration');
  }
  const base = wish.base_tree === undefined ? undefined : await treeOf(gitDir, wish.base_tree);
  const changes = await Promise.all(wish.tree.map((entry) => changeOf(gitDir, entry)));
  try {
    const sha = await writeTree(gitDir, base, changes);
    return { status: 201, body: await treeAnswer(world, repository, sha, false) };
  } catch (error) {
    if (error instanceof GitFailure) throw new GitHubProblem(422, 'tree.path contains a malformed path component');
    throw error;
  }
}

/** A tree may be named by its own sha or by that of a commit. */
async function treeOf(gitDir: string, sha: string): Promise<string> {
  if ((await typeOf(gitDir, sha)) === 'tree') return sha;
  const commit = await readCommit(gitDir, sha);
  if (commit === undefined) throw new GitHubProblem(422, 'base_tree is not a valid tree oid');
  return commit.tree;
}

async function changeOf(gitDir: string, entry: TreeWish['tree'][number]): Promise<TreeChange> {
  const { path = '', mode = '', content } = entry;
  if (path === '' || mode === '') throw new GitHubProblem(422, 'Must supply a valid tree.mode');
  if (content !== undefined) return { path, mode, sha: await writeBlob(gitDir, Buffer.from(content)) };
  const { sha } = entry;
  if (sha === null) return { path, mode, sha };
  if (sha === undefined) throw new GitHubProblem(422, 'Must supply either tree.sha or tree.content');
  if (mode === '040000') throw new GitHubProblem(422, 'The simulator does not model a tree within a tree.');
  if (mode !== '160000' && (await typeOf(gitDir, sha)) !== 'blob') {
    throw new GitHubProblem(422, `tree.sha ${sha} is not a valid blob`);
  }
  return { path, mode, sha };
}

async function treeAnswer(world: World, repository: SimulatedRepository, sha: string, isRecursive: boolean) {
  const entries = await readTree(gitDirOf(repository), sha, isRecursive);
  if (entries === undefined) throw notFound();
  const url = `${repositoryUrl(world, repository)}/git`;
  const tree = entries.map((entry) => ({ ...entry, url: `${url}/${entry.type}s/${entry.sha}` }));
  return { sha, url: `${url}/trees/${sha}`, tree, truncated: false };
}

interface CommitWish {
  message: string;
  tree: string;
  parents?: string[];
  author?: { name: string; email: string; date?: string };
  committer?: { name?: string; email?: string; date?: string };
}

async function createCommit(world: World, request: CheckedRequest) {
  const { repository, actor } = acting(world, request, WRITE_CONTENTS);
  const gitDir = gitDirOf(repository);
  const { message, tree, parents = [], ...wish } = request.body as unknown as CommitWish;
  if ((await typeOf(gitDir, tree)) !== 'tree') throw new GitHubProblem(422, 'Tree SHA does not exist');
  for (const parent of parents) {
    if ((await typeOf(gitDir, parent)) === 'commit') continue;
    throw new GitHubProblem(422, 'Parent SHA does not exist or is not a commit object');
  }
  const bot = personOf(world, actor);
  const author = signature(wish.author ?? {}, bot, world.clock.now());
  const committer = signature(wish.committer ?? {}, author, world.clock.now());
  const plain = await writeCommit(gitDir, { tree, parents, message, author, committer });
  // What says whose it is, GitHub does not vouch for.
  const isVouchedFor = wish.author === undefined && wish.committer === undefined && repository.signsNothing !== true;
  const sha = isVouchedFor ? await signed(gitDir, plain) : plain;
  const commit = await readCommit(gitDir, sha);
  if (commit === undefined) throw new Error(`the commit ${sha} was made and is not there`);
  return { status: 201, body: await commitAnswer(world, repository, commit) };
}

function signature(
  wish: { name?: string; email?: string; date?: string },
  otherwise: { name: string; email: string },
  now: number,
): Signature {
  const at = wish.date === undefined ? now : Date.parse(wish.date);
  return { name: wish.name ?? otherwise.name, email: wish.email ?? otherwise.email, at };
}

async function commitAnswer(world: World, repository: SimulatedRepository, commit: Commit): Promise<JsonObject> {
  const verified = await isSigned(gitDirOf(repository), commit.sha);
  const url = `${repositoryUrl(world, repository)}/git`;
  const page = (sha: string) => `${world.urls.web}/${fullName(repository)}/commit/${sha}`;
  return world.description.complete('git-commit', {
    sha: commit.sha,
    url: `${url}/commits/${commit.sha}`,
    html_url: page(commit.sha),
    author: signatureAnswer(commit.author),
    committer: signatureAnswer(commit.committer),
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    message: commit.message,
    verification: { verified, reason: verified ? 'valid' : 'unsigned', signature: null, payload: null },
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: page(sha) })),
  });
}

export function signatureAnswer({ name, email, at }: Signature): JsonObject {
  return { name, email, date: seconds(at) };
}
