import type { Actor } from '../app-tokens.ts';
import type { PullRecord } from '../code-state.ts';
import { commitsBetween } from '../git/commits.ts';
import { changedFiles, diffText } from '../git/diff.ts';
import { branchHead } from '../git/refs.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { closePull, findPull, mergePull, openPull, pullsOf, reopenPull } from '../pull-requests.ts';
import { requireFit } from '../remarks.ts';
import type { SimulatedRepository } from '../repositories.ts';
import { paged, requireModelled } from './paging.ts';
import { fileAnswer, pullAnswer, pullInList } from './pull-answers.ts';
import { commitAnswer } from './refs.ts';
import {
  acting,
  type CheckedRequest,
  gitDirOf,
  type Handler,
  invalid,
  type OperationAnswer,
  permitted,
  READ_PULLS,
  type World,
  WRITE_CONTENTS,
  WRITE_PULLS,
} from './world.ts';

/** Pull requests over the API. */
export const PULLS: Record<string, Handler> = {
  'pulls/list': list,
  'pulls/create': create,
  'pulls/get': async (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    const pull = await pullOf(world, request, repository);
    if (!/\bvnd\.github(\.v3)?\.diff/.test(request.accept)) {
      return { status: 200, body: await pullAnswer(world, repository, pull) };
    }
    const text = await diffText(gitDirOf(repository), pull.baseSha, pull.headSha);
    return { status: 200, text, headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' } };
  },
  'pulls/update': update,
  'pulls/merge': merge,
  'pulls/list-files': async (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    const { baseSha, headSha } = await pullOf(world, request, repository);
    const files = await changedFiles(gitDirOf(repository), baseSha, headSha);
    return paged(world, request, files, (file) => fileAnswer(world, repository, headSha, file));
  },
  'pulls/list-commits': async (world, request) => {
    const repository = permitted(world, request, READ_PULLS);
    const { baseSha, headSha } = await pullOf(world, request, repository);
    const commits = await commitsBetween(gitDirOf(repository), baseSha, headSha);
    return paged(world, request, commits, (commit) => commitAnswer(world, repository, commit));
  },
};

/** The pull request of a request's path; throws 404 when there is none. */
export async function pullOf(
  world: World,
  { asked }: CheckedRequest,
  repository: SimulatedRepository,
): Promise<PullRecord> {
  const number = Number(asked.parameters['pull_number'] ?? asked.parameters['issue_number']);
  const pull = await findPull(world, repository, number);
  if (pull === undefined) throw notFound();
  return pull;
}

async function list(world: World, request: CheckedRequest): Promise<OperationAnswer> {
  const repository = permitted(world, request, READ_PULLS);
  requireModelled(request.query, 'state', 'head', 'base', 'sort', 'direction');
  const {
    state = 'open',
    head,
    base,
    sort = 'created',
    direction = sort === 'created' ? 'desc' : 'asc',
  } = request.query;
  if (sort !== 'created' && sort !== 'updated') {
    throw new GitHubProblem(422, `The simulator does not model the order ${sort}.`);
  }
  const order = sort === 'created' ? 'createdAt' : 'updatedAt';
  const wanted = (await pullsOf(world, repository))
    .filter((pull) => state === 'all' || (pull.closedAt === null) === (state === 'open'))
    .filter((pull) => base === undefined || pull.base === base)
    // GitHub leaves out the filter unless it is `owner:branch`.
    .filter((pull) => head?.includes(':') !== true || `${repository.owner}:${pull.head}` === head)
    .sort((a, b) => (a[order] - b[order] || a.number - b.number) * (direction === 'desc' ? -1 : 1));
  return paged(world, request, wanted, (pull) => pullInList(world, repository, pull));
}

/** A job's own token may not, unless a repository's settings say otherwise, which is not their default. */
export function requireNoJob(actor: Actor): void {
  if (actor.appSlug !== 'github-actions') return;
  throw new GitHubProblem(403, 'GitHub Actions is not permitted to create or approve pull requests.');
}

interface PullOrder {
  title?: string;
  body?: string;
  head: string;
  base: string;
  draft?: boolean;
}

async function create(world: World, request: CheckedRequest): Promise<OperationAnswer> {
  const { repository, actor } = acting(world, request, WRITE_PULLS);
  requireNoJob(actor);
  const { draft = false, ...wish } = request.body as unknown as PullOrder;
  requireFit('PullRequest', wish.body ?? '');
  const pull = await openPull(world, repository, { title: '', ...wish, isDraft: draft }, authorOf(actor));
  return { status: 201, body: await pullAnswer(world, repository, pull) };
}

export const authorOf = ({ login, appSlug }: Actor) => ({ login, appSlug });

async function update(world: World, request: CheckedRequest): Promise<OperationAnswer> {
  const { repository, actor } = acting(world, request, WRITE_PULLS);
  const pull = await pullOf(world, request, repository);
  const { title, body, state, base } = request.body as { title?: string; body?: string; state?: string; base?: string };
  requireFit('PullRequest', body ?? '');
  if (base !== undefined && (await branchHead(gitDirOf(repository), base)) === undefined) {
    throw invalid('PullRequest', { field: 'base', code: 'invalid' });
  }
  const by = authorOf(actor);
  if (state === 'open' && pull.closedAt !== null) reopenPull(world, pull, by);
  const baseBefore = { base: pull.base, baseSha: pull.baseSha };
  Object.assign(pull, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(base !== undefined && { base }),
    updatedAt: world.clock.now(),
  });
  if (pull.base !== baseBefore.base) world.tell({ event: 'pull_request', action: 'edited', pull, by, baseBefore });
  if (state === 'closed' && pull.closedAt === null) closePull(world, pull, by);
  return { status: 200, body: await pullAnswer(world, repository, pull) };
}

async function merge(world: World, request: CheckedRequest): Promise<OperationAnswer> {
  const { repository, actor } = acting(world, request, WRITE_CONTENTS);
  const pull = await pullOf(world, request, repository);
  const { sha, merge_method: method = 'merge' } = (request.body ?? {}) as { sha?: string; merge_method?: string };
  if (sha !== undefined && sha !== pull.headSha) {
    throw new GitHubProblem(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (method === 'rebase') throw new GitHubProblem(422, 'The simulator does not model a merge by rebase.');
  const way = method === 'squash' ? 'squash' : 'merge';
  const merged = await mergePull(world, repository, pull, way, authorOf(actor));
  return { status: 200, body: { sha: merged, merged: true, message: 'Pull Request successfully merged' } };
}
