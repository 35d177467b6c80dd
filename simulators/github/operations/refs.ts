import { type Commit, readCommit } from '../git/commits.ts';
import { gitMaybe } from '../git/git.ts';
import { branchHead, isAncestor, moveRef, type Ref, refsBeginning } from '../git/refs.ts';
import { isSigned } from '../git/signatures.ts';
import { typeOf } from '../git/trees.ts';
import type { JsonObject } from '../json-schema.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { signatureAnswer } from './git-data.ts';
import { paged, requireModelled } from './paging.ts';
import { appliesTo, wantsSignatures } from './rules.ts';
import {
  type CheckedRequest,
  gitDirOf,
  type Handler,
  permitted,
  READ_CONTENTS,
  repositoryUrl,
  type World,
  WRITE_CONTENTS,
} from './world.ts';

const BRANCHES = 'refs/heads/';

/** Refs and branches over the API. */
export const REFS: Record<string, Handler> = {
  'git/get-ref': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const name = `refs/${request.asked.parameters['ref']}`;
    return { status: 200, body: refAnswer(world, repository, await knownRef(gitDirOf(repository), name)) };
  },
  'git/list-matching-refs': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const refs = await refsBeginning(gitDirOf(repository), `refs/${request.asked.parameters['ref']}`);
    return { status: 200, body: refs.map((ref) => refAnswer(world, repository, ref)) };
  },
  'git/create-ref': async (world, request) => {
    const repository = permitted(world, request, WRITE_CONTENTS);
    const gitDir = gitDirOf(repository);
    const { ref: name, sha } = request.body as { ref: string; sha: string };
    if (!/^refs\/[^/]+\/./.test(name)) throw new GitHubProblem(422, `Reference name must start with 'refs/'.`);
    if ((await typeOf(gitDir, sha)) === undefined) throw new GitHubProblem(422, 'Object does not exist');
    if (await hasRef(gitDir, name)) throw new GitHubProblem(422, 'Reference already exists');
    requireUnprotected(repository, name);
    await requireSigned(repository, name, sha);
    if (!(await moveRef(gitDir, name, sha, ''))) {
      throw new GitHubProblem(422, `${name} is not a valid ref name.`);
    }
    return { status: 201, body: refAnswer(world, repository, { name, sha }) };
  },
  'git/update-ref': updateRef,
  'git/delete-ref': async (world, request) => {
    const repository = permitted(world, request, WRITE_CONTENTS);
    const name = `refs/${request.asked.parameters['ref']}`;
    if (!(await hasRef(gitDirOf(repository), name))) throw new GitHubProblem(422, 'Reference does not exist');
    requireUnprotected(repository, name);
    await gitMaybe(gitDirOf(repository), ['update-ref', '-d', name]);
    return { status: 204 };
  },
  'repos/get-branch': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const gitDir = gitDirOf(repository);
    const name = request.asked.parameters['branch'] ?? '';
    const commit = await readCommit(gitDir, (await branchHead(gitDir, name)) ?? '');
    if (commit === undefined) throw branchMissing(world, repository, name);
    return { status: 200, body: branchAnswer(world, repository, name, commit) };
  },
  'repos/list-branches': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    requireModelled(request.query, 'protected');
    const { protected: wanted } = request.query;
    const branches = (await refsBeginning(gitDirOf(repository), BRANCHES))
      .map(({ name, sha }) => ({ name: name.slice(BRANCHES.length), sha }))
      .filter(({ name }) => wanted === undefined || String(isProtected(repository, name)) === wanted);
    return paged(world, request, branches, ({ name, sha }) => ({
      name,
      commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
      protected: isProtected(repository, name),
    }));
  },
};

/** https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-branches-in-your-repository/renaming-a-branch */
function branchMissing(world: World, repository: SimulatedRepository, name: string): GitHubProblem {
  const renamed = repository.formerBranches?.[name];
  if (renamed === undefined) return new GitHubProblem(404, 'Branch not found');
  const location = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(renamed)}`;
  return new GitHubProblem(301, 'Moved Permanently', { location });
}

async function hasRef(gitDir: string, name: string): Promise<boolean> {
  return (await refsBeginning(gitDir, name)).some((ref) => ref.name === name);
}

async function knownRef(gitDir: string, name: string): Promise<Ref> {
  const ref = (await refsBeginning(gitDir, name)).find((one) => one.name === name);
  if (ref === undefined) throw notFound();
  return ref;
}

async function updateRef(world: World, request: CheckedRequest) {
  const repository = permitted(world, request, WRITE_CONTENTS);
  const gitDir = gitDirOf(repository);
  const name = `refs/${request.asked.parameters['ref']}`;
  const { sha, force = false } = request.body as { sha: string; force?: boolean };
  const [now] = (await refsBeginning(gitDir, name)).filter((ref) => ref.name === name);
  if (now === undefined) throw new GitHubProblem(422, 'Reference does not exist');
  if ((await typeOf(gitDir, sha)) === undefined) throw new GitHubProblem(422, 'Object does not exist');
  requireUnprotected(repository, name);
  await requireSigned(repository, name, sha);
  const isForward = force || (await isAncestor(gitDir, now.sha, sha));
  if (!isForward || !(await moveRef(gitDir, name, sha, now.sha))) {
    throw new GitHubProblem(422, 'Update is not a fast forward');
  }
  return { status: 200, body: refAnswer(world, repository, { name, sha }) };
}

function isProtected({ protectedBranches = [] }: SimulatedRepository, branch: string): boolean {
  return protectedBranches.includes(branch);
}

function requireUnprotected(repository: SimulatedRepository, ref: string): void {
  if (!ref.startsWith(BRANCHES) || !isProtected(repository, ref.slice(BRANCHES.length))) return;
  throw new GitHubProblem(
    422,
    `Protected branch update failed for ${ref}. Changes must be made through a pull request.`,
  );
}

/** GitHub looks at all commits that are new to the branch; the last one stands for them here. */
async function requireSigned(repository: SimulatedRepository, ref: string, sha: string): Promise<void> {
  if (!ref.startsWith(BRANCHES) || !wantsSignatures(repository, ref.slice(BRANCHES.length))) return;
  if (await isSigned(gitDirOf(repository), sha)) return;
  throw new GitHubProblem(422, `Repository rule violations found\n\nCommits must have verified signatures.\n\n`);
}

function refAnswer(world: World, repository: SimulatedRepository, { name, sha }: Ref): JsonObject {
  const url = `${repositoryUrl(world, repository)}/git`;
  return world.description.complete('git-ref', {
    ref: name,
    url: `${url}/${name}`,
    object: { type: 'commit', sha, url: `${url}/commits/${sha}` },
  });
}

function branchAnswer(world: World, repository: SimulatedRepository, name: string, commit: Commit): JsonObject {
  const self = `${repositoryUrl(world, repository)}/branches/${name}`;
  return world.description.complete('branch-with-protection', {
    name,
    commit: commitAnswer(world, repository, commit),
    _links: { html: `${world.urls.web}/${fullName(repository)}/tree/${name}`, self },
    protected: isProtected(repository, name) || repository.rulesets?.some((one) => appliesTo(one, name)) === true,
    protection: { enabled: isProtected(repository, name) },
    protection_url: `${self}/protection`,
  });
}

/** A commit as GitHub shows it beside branches and pull requests. */
export function commitAnswer(world: World, repository: SimulatedRepository, commit: Commit): JsonObject {
  const url = `${repositoryUrl(world, repository)}/commits`;
  const page = (sha: string) => `${world.urls.web}/${fullName(repository)}/commit/${sha}`;
  return world.description.complete('commit', {
    sha: commit.sha,
    url: `${url}/${commit.sha}`,
    html_url: page(commit.sha),
    commit: {
      author: signatureAnswer(commit.author),
      committer: signatureAnswer(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${repositoryUrl(world, repository)}/git/trees/${commit.tree}` },
    },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/${sha}`, html_url: page(sha) })),
  });
}
